// "Clean Up Old Threads…": asks what counts as old, and shows what it would archive in the view "Clean Up".
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CancellationTokenSource, l10n, window } from 'vscode';
import { openFolders } from '../openFolders';
import { ViewId } from '../../manifest';
import type { OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { nothingOld } from './cleanUpText';
import { showCleanUp } from './cleanUpView';
import { daysItems, daysOf, oldThreadsParams, optionItems, wrongDays, type OptionItem } from './cleanUpChoices';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';

/** Archives nothing itself: cleanUpCommands.ts does that from the preview. */
export const cleanUpOld: CommandHandler = async context => {
  const days = await pickDays({
    title: l10n.t('Clean Up Old Threads'),
    placeHolder: l10n.t('Archive threads without activity for how long?'),
    prompt: l10n.t('Days without activity in a thread and all of its sub-agents'),
  });
  const options = days === null ? undefined : await pickOptions(context);
  if (days === null || options === undefined) {
    return;
  }
  const chosen = options.map(({ option }) => option);
  const folders = chosen.includes('workspace') ? await scopeFolders() : null;
  if (folders === undefined) {
    return;
  }
  const params = oldThreadsParams(days, chosen, folders);
  const answer = await findOld(context, params, ViewId.threads);
  if (answer === null) {
    return;
  }
  while (context.cleanUp.open) {
    context.cleanUp.open.dispose();
    context.cleanUp.open = null;
    // VS Code 1.103 forgets a disposed view a moment later, by its id: it would forget the new one, which stays empty.
    await nextTurn();
  }
  if (answer.subtrees.length === 0) {
    void window.showInformationMessage(nothingOld(params, answer.loaded));
  } else {
    context.cleanUp.open = showCleanUp(params, answer, context);
  }
};

/** Shows progress with a button to cancel; null when the user cancelled. */
export async function findOld(
  { service }: CommandContext,
  params: OldThreadsParams,
  viewId: ViewId,
): Promise<OldThreadsResponse | null> {
  const cancel = new CancellationTokenSource();
  try {
    return await withProgress(service.request('threadTree/oldThreads', params, cancel.token), {
      viewId,
      title: l10n.t('Looking for old threads'),
      cancel,
    });
  } catch (error) {
    if (cancel.token.isCancellationRequested) {
      return null;
    }
    throw error;
  } finally {
    cancel.dispose();
  }
}

/** `prompt`: for a number of days that is typed. Null: the user closed the question. */
export async function pickDays({
  title,
  placeHolder,
  prompt,
}: Record<'title' | 'placeHolder' | 'prompt', string>): Promise<number | null> {
  const chosen = await window.showQuickPick(daysItems(), { title, placeHolder });
  if (chosen === undefined || chosen.days !== null) {
    return chosen?.days ?? null;
  }
  const typed = await window.showInputBox({
    title,
    prompt,
    value: '60',
    validateInput: wrongDays,
  });
  return typed === undefined ? null : daysOf(typed);
}

/** The open folders, or one that the user chooses while none is open. Undefined: the user closed the question. */
async function scopeFolders(): Promise<string[] | undefined> {
  const open = openFolders();
  if (open.length > 0) {
    return open;
  }
  const chosen = await window.showOpenDialog({
    title: l10n.t('Clean up old threads in which folder?'),
    openLabel: l10n.t('Choose'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.map(({ fsPath }) => fsPath);
}

async function pickOptions({ views }: CommandContext): Promise<OptionItem[] | undefined> {
  return window.showQuickPick(optionItems(openFolders(), views.threads.choices.get().scope === 'workspace'), {
    title: l10n.t('Clean Up Old Threads'),
    placeHolder: l10n.t('Which threads? You will see them all before anything is archived'),
    canPickMany: true,
  });
}
