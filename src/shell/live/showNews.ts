// Tells the user what threads did while the view was hidden. Loaded with the first news.
import { commands, l10n, window } from 'vscode';
import { CommandId } from '../../manifest';
import type { LiveThread, Thread, ThreadDetails } from '../../protocol/methods';
import type { ThreadService } from '../connection/threadService';
import { FailedRequest } from '../errors';
import { uriOfTranscript } from '../transcript/transcriptUris';
import { inMessage } from '../words/escape';
import { inSentence } from '../words/named';
import { grouped } from '../words/sentences';
import { liveNews, type LiveNews } from './liveNews';

/** More messages at once than this would cover the window. */
const MOST = 3;

/**
 * A message for each thread, at most three; one with their number if more wait. Of sub-agents only that they wait is
 * told: their parent goes on when they end. Resolves when all are shown, not when they are closed. Rejects as requests
 * do.
 */
export async function showNews(
  service: Pick<ThreadService, 'request'>,
  before: readonly LiveThread[],
  now: readonly LiveThread[],
): Promise<void> {
  const news = liveNews(before, now);
  const waiting = news.filter(({ what }) => what === 'waits').length;
  if (waiting > MOST) {
    showWaiting(waiting);
    return;
  }
  let shown = 0;
  for (const { threadId, what } of news) {
    const details = shown < MOST ? await detailsOf(service, threadId) : null;
    if (details !== null && (what === 'waits' || !isSubAgent(details.thread))) {
      showOne(threadId, what, inSentence(details.name));
      shown++;
    }
  }
}

/** Null if the thread has been deleted. */
async function detailsOf(service: Pick<ThreadService, 'request'>, threadId: string): Promise<ThreadDetails | null> {
  try {
    return await service.request('threadTree/details', { threadId });
  } catch (error) {
    if (error instanceof FailedRequest && error.failure.code === 'threadGone') {
      return null;
    }
    throw error;
  }
}

function isSubAgent({ parentThreadId, source }: Thread): boolean {
  return parentThreadId !== null || typeof source === 'object';
}

function showWaiting(count: number): void {
  const next = l10n.t('Next Waiting Thread');
  void window.showInformationMessage(l10n.t('{0} threads wait for you.', grouped(count)), next).then(choice => {
    if (choice === next) {
      void commands.executeCommand(CommandId.nextWaiting);
    }
  });
}

function showOne(threadId: string, what: LiveNews['what'], name: string): void {
  const [open, resume] = [l10n.t('Open'), l10n.t('Resume')];
  const show = what === 'failed' ? window.showWarningMessage : window.showInformationMessage;
  void show(inMessage(inWords(what, name)), open, resume).then(choice => {
    if (choice === resume) {
      void commands.executeCommand(CommandId.resumeInTerminal, threadId);
    } else if (choice === open) {
      void commands.executeCommand('vscode.open', uriOfTranscript(threadId, name), { preview: true });
    }
  });
}

function inWords(what: LiveNews['what'], name: string): string {
  switch (what) {
    case 'waits':
      return l10n.t('“{name}” waits for you.', { name });
    case 'failed':
      return l10n.t('The turn of “{name}” failed.', { name });
    case 'ended':
      return l10n.t('The turn of “{name}” has ended.', { name });
  }
}
