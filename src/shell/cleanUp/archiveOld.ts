// "Archive Old Threads…": asks what is old, and shows what it would archive in the view "Clean Up".
import { t } from '@vscode/l10n';
import { CancellationTokenSource, window } from 'vscode';
import { openFolders } from '../openFolders';
import { ViewId } from '../../manifest';
import type { OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { nothingOld } from './cleanUpText';
import { showCleanUp } from './cleanUpView';
import { daysItems, daysOf, oldThreadsParams, optionItems, wrongDays, type OptionItem } from './archiveOldChoices';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';

/** Archives nothing by itself: that is done from the preview, by cleanUp.ts. */
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

/** With progress, and a button to cancel it; null: the user did. */
export async function findOld(
  { service }: CommandContext,
  params: OldThreadsParams,
  viewId: ViewId,
): Promise<OldThreadsResponse | null> {
  const cancel = new CancellationTokenSource();
  try {
    return await withProgress(service.oldThreads(params, cancel.token), {
      viewId,
      title: t('Looking for old threads'),
      threads: null,
      service,
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

/** Null: the user left. */
async function pickDays(): Promise<number | null> {
  const title = t('Archive Old Threads');
  const chosen = await window.showQuickPick(daysItems(), {
    title,
    placeHolder: t('Archive branches in which nothing has happened for how long?'),
  });
  if (chosen === undefined || chosen.days !== null) {
    return chosen?.days ?? null;
  }
  const typed = await window.showInputBox({
    title,
    prompt: t('Days without activity in the whole branch'),
    value: '60',
    validateInput: wrongDays,
  });
  return typed === undefined ? null : daysOf(typed);
}

async function pickOptions({ views }: CommandContext): Promise<OptionItem[] | undefined> {
  return window.showQuickPick(optionItems(openFolders(), views.threads.choices.get().scope === 'workspace'), {
    title: t('Archive Old Threads'),
    placeHolder: t('Which of them? You see them all before anything is archived'),
    canPickMany: true,
  });
}
