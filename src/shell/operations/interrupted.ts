// Asks whether to finish or to undo operations that were interrupted.
import { l10n, window } from 'vscode';
import type { OperationSummary } from '../../protocol/methods';
import type { CommandContext } from '../commandContext';
import { showError } from '../showError';
import { inMessage } from '../words/escape';
import { interruptedMessage } from './operationWords';
import { runOperation } from './run';
import { requestFor } from './undoItems';

/**
 * Shows one message for each operation that is not in `asked`, and adds it there: the user is asked once. After closing
 * the message they are asked again only when VS Code restarts; "Undo Archive…" lists the operation meanwhile.
 */
export function askAbout(context: CommandContext, operations: readonly OperationSummary[], asked: Set<string>): void {
  for (const summary of operations.filter(({ operation }) => !asked.has(operation))) {
    asked.add(summary.operation);
    ask(context, summary).then(
      answered => {
        // If it is interrupted again, ask again.
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

/** Resolves when the user's choice is done; to false if they chose nothing. */
async function ask(context: CommandContext, summary: OperationSummary): Promise<boolean> {
  const finish = { title: l10n.t('Finish'), act: 'finish' as const };
  const buttons = summary.kind === 'undo' ? [finish] : [finish, { title: l10n.t('Undo'), act: 'undo' as const }];
  const choice = await window.showWarningMessage(inMessage(interruptedMessage(summary)), ...buttons);
  if (choice === undefined) {
    return false;
  }
  if (await isInterrupted(context, summary)) {
    const { request, threads } = requestFor(choice.act, summary);
    await runOperation(context, request, { threads });
  } else {
    void window.showInformationMessage(
      inMessage(
        l10n.t('“{name}” has been finished or undone in the meantime, in another window.', { name: summary.name }),
      ),
    );
  }
  return true;
}

/**
 * Whether it still is interrupted: the message may have been open for days. The server does not list undos; finishing
 * one that is done does no harm.
 */
async function isInterrupted({ service }: CommandContext, { operation, kind }: OperationSummary): Promise<boolean> {
  const { operations } = await service.request('threadTree/operations', {});
  return kind === 'undo' || operations.some(listed => listed.operation === operation && listed.left > 0);
}
