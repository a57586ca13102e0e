// Asks what becomes of operations that their process did not end.
import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { inMessage } from '../words/escape';
import { showError } from '../showError';
import type { OperationSummary } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { interruptedMessage } from './operationWords';
import { runOperation } from './run';

/**
 * Shows one message for each of the operations that is not in `asked`, where it is then. One that was asked about is
 * not asked about again while the user thinks, nor, when the message was closed, before VS Code's next start; it stays
 * in the picker of "Undo Archive…".
 */
export function askAbout(context: CommandContext, operations: readonly OperationSummary[], asked: Set<string>): void {
  for (const summary of operations.filter(({ operation }) => !asked.has(operation))) {
    asked.add(summary.operation);
    ask(context, summary).then(
      answered => {
        // Should it be interrupted once more, it is another question.
        if (answered) {
          asked.delete(summary.operation);
        }
      },
      (error: unknown) => {
        asked.delete(summary.operation);
        showError(error, context.log);
      },
    );
  }
}

/** Resolves when what the user chose is done; to false when they chose nothing. */
async function ask(context: CommandContext, summary: OperationSummary): Promise<boolean> {
  const finish = { title: t('Finish'), kind: 'finish' as const };
  const buttons = summary.kind === 'undo' ? [finish] : [finish, { title: t('Undo'), kind: 'undo' as const }];
  const choice = await window.showWarningMessage(inMessage(interruptedMessage(summary)), ...buttons);
  if (choice === undefined) {
    return false;
  }
  if (await isOpen(context, summary)) {
    await runOperation(context, { kind: choice.kind, target: summary });
  } else {
    void window.showInformationMessage(
      inMessage(t('“{name}” has been finished or undone meanwhile, in another window.', { name: summary.name })),
    );
  }
  return true;
}

/** The message may have waited for days. The server lists no undo: to finish one that is done does no harm. */
async function isOpen({ service }: CommandContext, { operation, kind }: OperationSummary): Promise<boolean> {
  const { operations } = await service.operations();
  return kind === 'undo' || operations.some(listed => listed.operation === operation && listed.left > 0);
}
