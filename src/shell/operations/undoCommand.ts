import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { OperationReport, OperationSummary } from '../../protocol/methods';
import type { CommandContext, CommandHandler } from '../commandContext';
import { runOperation } from './run';
import { requestFor, undoItems, type UndoItem } from './undoItems';

/**
 * Undoes the operation with the given id, or one of the last operations that the user picks; an interrupted operation
 * can be finished instead. Answers a report for each thread.
 */
export const undo: CommandHandler = async (context, id): Promise<OperationReport[]> => {
  if (typeof id === 'string') {
    return runOperation(context, { kind: 'undo', operation: id });
  }
  const { operations } = await context.service.request('threadTree/operations', {});
  return undoPicked(context, operations);
};

/**
 * Undoes the last operation of this window, with the focus kept in the given view. If there is none, lets the user pick
 * an operation, because those of other windows and of earlier days are not what they have just seen.
 */
export const undoLast: CommandHandler = async (context, from): Promise<OperationReport[]> => {
  const { operations } = await context.service.request('threadTree/operations', {});
  const last = operations.find(({ operation }) => context.operations.hasRun(operation));
  if (last === undefined) {
    return await undoPicked(context, operations);
  }
  const { request, threads } = requestFor('undo', last);
  const work = () => runOperation(context, request, { threads, named: true });
  if (from !== 'threads' && from !== 'archived') {
    return work();
  }
  const reports = await context.views[from].keepFocus(work);
  // The rows that are back may have pushed it out of sight.
  await context.views[from].showFocus();
  return reports;
};

async function undoPicked(
  context: CommandContext,
  operations: readonly OperationSummary[],
): Promise<OperationReport[]> {
  const choice = await pick(operations);
  if (choice === undefined) {
    return [];
  }
  const { request, threads } = requestFor(choice.act, choice.summary);
  return runOperation(context, request, { threads });
}

async function pick(operations: readonly OperationSummary[]): Promise<UndoItem | undefined> {
  const { interrupted, done } = undoItems(operations, Date.now() / 1000);
  if (interrupted.length + done.length === 0) {
    void window.showInformationMessage(
      l10n.t(
        'Nothing to undo: no thread of this Codex home was archived, unarchived or repaired here, or all was undone.',
      ),
    );
    return undefined;
  }
  const separator = (label: string): QuickPickItem => ({ kind: QuickPickItemKind.Separator, label });
  const between = interrupted.length > 0 && done.length > 0 ? [separator(l10n.t('done'))] : [];
  const choice = await window.showQuickPick<QuickPickItem | UndoItem>([...interrupted, ...between, ...done], {
    title: l10n.t('Undo Archive'),
    placeHolder: l10n.t('Which operation? Newest first'),
    matchOnDescription: true,
  });
  return choice !== undefined && 'act' in choice ? choice : undefined;
}
