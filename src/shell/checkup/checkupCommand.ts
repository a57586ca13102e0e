import { CancellationTokenSource, l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { ViewId } from '../../manifest';
import type { CheckupResult, OperationReport } from '../../protocol/methods';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';
import { runOperation } from '../operations/run';
import { grouped, threadsInWords } from '../words/sentences';
import { issueItems, remedyOf, threadsToRepair, type IssueItem } from './issueItems';
import { issueName, issueWords } from './issueWords';

/**
 * "Find and Repair Broken Threads": checks all threads, lists the issues, and repairs the ones that the user selects.
 * Answers a report for each thread to repair.
 */
export const checkup: CommandHandler = async (context): Promise<OperationReport[]> => {
  const result = await check(context);
  if (result.issues.length === 0) {
    void window.showInformationMessage(
      l10n.t('No problems found: checked {threads} and {rollouts}.', {
        threads: threadsInWords(result.threads),
        rollouts: result.rollouts === 1 ? l10n.t('1 rollout') : l10n.t('{0} rollouts', grouped(result.rollouts)),
      }),
    );
    return [];
  }
  for (const issue of result.issues) {
    const { problem } = issueWords(issue);
    context.log.info(`Thread ${issue.threadId}, “${issueName(issue)}”: ${problem} ${remedyOf(issue)}`);
  }
  const threadIds = await pick(result, () => context.log.show(true));
  return threadIds.length === 0 ? [] : runOperation(context, { kind: 'repair', threadIds });
};

async function check({ service }: CommandContext): Promise<CheckupResult> {
  const cancel = new CancellationTokenSource();
  try {
    return await withProgress(service.request('threadTree/check', {}, cancel.token), {
      viewId: ViewId.threads,
      title: l10n.t('Checking threads'),
      cancel,
    });
  } finally {
    cancel.dispose();
  }
}

/** The threads that the user wants to have repaired. */
async function pick(result: CheckupResult, showLog: () => void): Promise<string[]> {
  const { summary, repairable, others } = issueItems(result);
  const picker = window.createQuickPick<QuickPickItem | IssueItem>();
  const separator = (label: string): QuickPickItem => ({ kind: QuickPickItemKind.Separator, label });
  picker.title = l10n.t('Find and Repair Broken Threads: {0}', summary);
  picker.placeholder =
    repairable.length > 0 ? l10n.t('Select the threads to repair') : l10n.t('Nothing can be repaired');
  picker.buttons = [{ iconPath: new ThemeIcon('output'), tooltip: l10n.t('Show the details in the log') }];
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.ignoreFocusOut = true;
  picker.canSelectMany = repairable.length > 0;
  picker.items = [
    ...(repairable.length > 0 ? [separator(l10n.t('Can be repaired')), ...repairable] : []),
    ...(others.length > 0 ? [separator(l10n.t("Can't be repaired")), ...others] : []),
  ];
  picker.selectedItems = repairable;
  return new Promise(resolve => {
    picker.onDidChangeSelection(selected => {
      const kept = selected.filter(isRepairable);
      if (kept.length < selected.length) picker.selectedItems = kept;
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
