// *Delete Permanently…*: Codex deletes threads with all of their sub-agents, and nothing brings them back.
import { CancellationTokenSource, l10n, window, type MessageItem } from 'vscode';
import { ViewId } from '../../manifest';
import type { DeletePlan, DeleteResult } from '../../protocol/methods';
import { codexPlaces } from '../codexPlaces';
import type { CommandContext, CommandHandler } from '../commandContext';
import { FailedRequest, UserFacingError } from '../errors';
import { archive } from '../operations/archiveCommands';
import { withProgress } from '../operations/progress';
import type { Target } from '../operations/targets';
import { failureInWords } from '../words/failureInWords';
import { inMessage } from '../words/escape';
import { nameOf } from '../words/named';
import { sentences, threadsInWords } from '../words/sentences';
import { actionTargets } from './actionTargets';
import { deleteDetail, deleteQuestion, loadedElsewhere } from './deleteText';

/** Deletes the chosen threads after a question whose default is to archive them. */
export const deletePermanently: CommandHandler = async (context, ...args) => {
  const targets = await actionTargets(context, 'delete', args);
  if (targets.length > 0) {
    await deleteThreads(context, targets);
  }
};

/**
 * Asks, then deletes. What cannot be deleted is said before the question if it is one thread, else the others are
 * deleted.
 */
export async function deleteThreads(context: CommandContext, targets: readonly Target[]): Promise<void> {
  const threadIds = targets.map(({ threadId }) => threadId);
  const plan = await inProgress(l10n.t('Looking at what would be deleted'), token =>
    context.service.request('threadTree/deletePlan', { threadIds }, token),
  );
  if (targets.length === 1 && plan.elsewhere.length > 0) {
    throw new UserFacingError(loadedElsewhere(plan.elsewhere));
  }
  if (targets.length === 1 && plan.forks.length > 0) {
    throw new FailedRequest({ code: 'neededByForks', forks: plan.forks });
  }
  switch (await askWhat(targets, plan)) {
    case 'archive':
      await archive(context, threadIds);
      return;
    case 'delete':
      tell(await deleteNow(context, threadIds, plan));
      return;
    case 'nothing':
      return;
  }
}

/** The default keeps the threads. */
async function askWhat(targets: readonly Target[], plan: DeletePlan): Promise<'archive' | 'delete' | 'nothing'> {
  const safe: MessageItem =
    plan.active > 0
      ? { title: l10n.t('Archive Instead') }
      : { title: l10n.t('Keep Archived'), isCloseAffordance: true };
  const forGood: MessageItem = { title: l10n.t('Delete Permanently') };
  const options = { modal: true, detail: deleteDetail(plan) };
  const choice = await window.showWarningMessage(deleteQuestion(targets, plan), options, safe, forGood);
  return choice === forGood ? 'delete' : choice === safe && plan.active > 0 ? 'archive' : 'nothing';
}

async function deleteNow(
  { service, views }: CommandContext,
  threadIds: string[],
  { plan, threads }: DeletePlan,
): Promise<DeleteResult> {
  const title = l10n.t('Deleting {0}', threadsInWords(threads));
  const work = async (): Promise<DeleteResult> => {
    try {
      return await inProgress(title, token =>
        service.request('threadTree/delete', { threadIds, plan, codex: codexPlaces() }, token),
      );
    } finally {
      views.threads.refresh();
      views.archived.refresh();
    }
  };
  return views.threads.keepFocus(() => views.archived.keepFocus(work));
}

function inProgress<T>(title: string, request: (token: CancellationTokenSource['token']) => Promise<T>): Promise<T> {
  const cancel = new CancellationTokenSource();
  return withProgress(request(cancel.token), { viewId: ViewId.threads, title, cancel });
}

function tell({ deleted, failures }: DeleteResult): void {
  const done = deleted === 0 ? [] : [l10n.t('Deleted {0} permanently.', threadsInWords(deleted))];
  const [first] = failures;
  if (first === undefined) {
    void window.showInformationMessage(sentences(done));
    return;
  }
  const why = l10n.t('“{name}” stays: {why}', { name: nameOf(first.thread), why: failureInWords(first.failure) });
  const more = failures.length > 1 ? [l10n.t('So do {0} more.', String(failures.length - 1))] : [];
  void window.showWarningMessage(inMessage(sentences([...done, why, ...more])));
}
