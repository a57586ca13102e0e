// Asks what becomes of operations that their process did not end.
import { window, type Disposable } from 'vscode';
import { inMessage } from '../client/plainText';
import { showError } from '../client/showError';
import type { OperationSummary } from '../protocol/threadTree';
import type { CommandContext } from './commandContext';
import { interruptedMessage } from './operationWords';
import { run } from './run';

/**
 * Shows one message for each operation that is found. One that was asked about is not asked about again while the user thinks,
 * nor, when the message was closed, before VS Code's next start; it stays in the picker of "Undo Archive…".
 */
export function askAboutUnfinished(context: CommandContext): Disposable {
  const asked = new Set<string>();
  return context.service.onUnfinished(operations => {
    for (const summary of operations.filter(({ operation }) => !asked.has(operation))) {
      asked.add(summary.operation);
      ask(context, summary).then(answered => {
        // Should it be interrupted once more, it is another question.
        if (answered) {
          asked.delete(summary.operation);
        }
      }, (error: unknown) => {
        asked.delete(summary.operation);
        showError(error, context.log);
      });
    }
  });
}

/** Resolves when what the user chose is done; to false when they chose nothing. */
async function ask(context: CommandContext, { operation, ...summary }: OperationSummary): Promise<boolean> {
  const choices = summary.kind === 'undo' ? ['Finish'] as const : ['Finish', 'Undo'] as const;
  const choice = await window.showWarningMessage<'Finish' | 'Undo'>(inMessage(interruptedMessage({ operation, ...summary })), ...choices);
  if (choice === undefined) {
    return false;
  }
  // The message may have waited for days.
  const { operations } = await context.service.operations();
  const target = operations.find(other => other.operation === operation);
  if (target === undefined || target.left === 0) {
    void window.showInformationMessage(inMessage(`“${summary.name}” has been finished or undone meanwhile, in another window.`));
  } else {
    await run(context, { kind: choice === 'Finish' ? 'finish' : 'undo', target });
  }
  return true;
}
