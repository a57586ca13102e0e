// "Archive Old Threads…": asks what counts as old, and shows what it would archive in the view "Clean Up".
import { CancellationTokenSource, l10n, window } from 'vscode';
import { openFolders } from '../openFolders';
import { ViewId } from '../../manifest';
import type { OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { nothingOld } from './cleanUpText';
import { showCleanUp } from './cleanUpView';
import { daysItems, daysOf, oldThreadsParams, optionItems, wrongDays, type OptionItem } from './archiveOldChoices';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';

/** Archives nothing itself: cleanUpCommands.ts does that from the preview. */
export const archiveOld: CommandHandler = async context => {
  const days = await pickDays();
  const options = days === null ? undefined : await pickOptions(context);
  if (days === null || options === undefined) {
    return;
  }
  const params = oldThreadsParams(
    days,
    options.map(({ option }) => option),
    openFolders(),
  );
  const answer = await findOld(context, params, ViewId.threads);
  if (answer === null) {
    return;
  }
  context.cleanUp.open?.dispose();
  context.cleanUp.open = null;
  if (answer.subtrees.length === 0) {
    void window.showInformationMessage(nothingOld(params, answer.loaded));
  } else {
    context.cleanUp.open = showCleanUp(params, answer, context.service);
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

/** Null: the user closed the question. */
async function pickDays(): Promise<number | null> {
  const title = l10n.t('Archive Old Threads');
  const chosen = await window.showQuickPick(daysItems(), {
    title,
    placeHolder: l10n.t('Archive threads without activity for how long?'),
  });
  if (chosen === undefined || chosen.days !== null) {
    return chosen?.days ?? null;
  }
  const typed = await window.showInputBox({
    title,
    prompt: l10n.t('Days without activity in a thread and all of its sub-agents'),
    value: '60',
    validateInput: wrongDays,
  });
  return typed === undefined ? null : daysOf(typed);
}

async function pickOptions({ views }: CommandContext): Promise<OptionItem[] | undefined> {
  return window.showQuickPick(optionItems(openFolders(), views.threads.choices.get().scope === 'workspace'), {
    title: l10n.t('Archive Old Threads'),
    placeHolder: l10n.t('Which threads? You will see them all before anything is archived'),
    canPickMany: true,
  });
}
