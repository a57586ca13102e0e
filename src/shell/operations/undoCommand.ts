import { t } from '@vscode/l10n';
import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { OperationSummary, OperationReport } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { runOperation, undoById } from './run';
import { undoItems, type UndoItem } from './undoItems';

/**
 * Undoes the operation with the id that is given, or one of the last that the user chooses; one that was interrupted
 * can be finished instead. Answers a report for each thread.
 */
export const undo: CommandHandler = async (context, id): Promise<OperationReport[]> => {
  if (typeof id === 'string') {
    return undoById(context, id);
  }
  const { operations } = await context.service.operations();
  const choice = await pick(operations);
  return choice === undefined ? [] : runOperation(context, { kind: choice.act, target: choice.summary });
};

async function pick(operations: readonly OperationSummary[]): Promise<UndoItem | undefined> {
  const { interrupted, done } = undoItems(operations, Date.now() / 1000);
  if (interrupted.length + done.length === 0) {
    void window.showInformationMessage(
      t('Nothing to undo: no thread of this Codex home was archived, unarchived or repaired here, or all was undone.'),
    );
    return undefined;
  }
  const separator = (label: string): QuickPickItem => ({ kind: QuickPickItemKind.Separator, label });
  const items = [...interrupted, ...(interrupted.length > 0 && done.length > 0 ? [separator(t('done'))] : []), ...done];
  const choice = await window.showQuickPick<QuickPickItem | UndoItem>(items, {
    title: t('Undo Archive'),
    placeHolder: t('Undo what? The last operations, newest first'),
    matchOnDescription: true,
  });
  return choice !== undefined && 'act' in choice ? choice : undefined;
}
