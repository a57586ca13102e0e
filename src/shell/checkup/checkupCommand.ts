import { t } from '@vscode/l10n';
import { CancellationTokenSource, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { ViewId } from '../../manifest';
import type { CheckupResult, OperationReport } from '../../protocol/methods';
import { grouped, threadsInWords } from '../words/words';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';
import { issueItems, threadsToRepair, type IssueItem } from './issueItems';
import { runOperation } from '../operations/run';

/**
 * Looks for what is wrong with the threads' records, shows it, and repairs what the user selects. Answers a report for
 * each thread.
 */
export const checkup: CommandHandler = async (context): Promise<OperationReport[]> => {
  const result = await check(context);
  if (result.issues.length === 0) {
    void window.showInformationMessage(
      t('Nothing is wrong: {threads} and {rollouts} were looked at.', {
        threads: threadsInWords(result.threads),
        rollouts: result.rollouts === 1 ? t('1 rollout') : t('{0} rollouts', grouped(result.rollouts)),
      }),
    );
    return [];
  }
  for (const { name, threadId, problem, remedy } of result.issues) {
    context.log.info(`Thread ${threadId}, “${name}”: ${problem} ${remedy}`);
  }
  const threadIds = await pick(result, () => context.log.show(true));
  return threadIds.length === 0 ? [] : runOperation(context, { kind: 'repair', threadIds });
};

async function check({ service }: CommandContext): Promise<CheckupResult> {
  const cancel = new CancellationTokenSource();
  try {
    return await withProgress(service.check(cancel.token), {
      viewId: ViewId.threads,
      title: t('Checking the thread records'),
      threads: null,
      service,
      cancel,
    });
  } finally {
    cancel.dispose();
  }
}

/** The threads that the user wants to have repaired. */
async function pick(result: CheckupResult, showLog: () => void): Promise<string[]> {
  const { title, repairable, explained } = issueItems(result);
  const picker = window.createQuickPick<QuickPickItem | IssueItem>();
  const separator = (label: string): QuickPickItem => ({ kind: QuickPickItemKind.Separator, label });
  picker.title = title;
  picker.placeholder = repairable.length > 0 ? t('Repair the selected ones?') : t('Nothing here can be repaired');
  picker.buttons = [{ iconPath: new ThemeIcon('output'), tooltip: t('Show the log, which has everything in full') }];
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.canSelectMany = repairable.length > 0;
  picker.items = [
    ...(repairable.length > 0 ? [separator(t('Can be repaired')), ...repairable] : []),
    ...(explained.length > 0 ? [separator(t('Explained only')), ...explained] : []),
  ];
  picker.selectedItems = repairable;
  return new Promise(resolve => {
    picker.onDidChangeSelection(selected => {
      const kept = selected.filter(isRepairable);
      if (kept.length < selected.length) {
        picker.selectedItems = kept;
      }
    });
    picker.onDidTriggerButton(showLog);
    picker.onDidAccept(() => {
      resolve(threadsToRepair(picker.selectedItems.filter(isRepairable)));
      picker.hide();
    });
    picker.onDidHide(() => {
      resolve([]);
      picker.dispose();
    });
    picker.show();
  });
}

function isRepairable(item: QuickPickItem | IssueItem): item is IssueItem {
  return 'issue' in item && item.issue.repairable;
}
