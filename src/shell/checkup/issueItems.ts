// The issues that a checkup found, as the entries of a list.
import { l10n } from 'vscode';
import type { CheckupIssue, CheckupResult } from '../../protocol/methods';
import { inQuickPick } from '../words/escape';
import { failureInWords } from '../words/failureInWords';
import { grouped, listed } from '../words/sentences';
import { issueName, issueWords } from './issueWords';

export interface IssueItem {
  label: string;
  description: string;
  detail: string;
  picked: boolean;
  issue: CheckupIssue;
}

export interface IssueItems {
  /** How many issues there are, and how many of them can be repaired. */
  summary: string;
  /** Picked. */
  repairable: IssueItem[];
  others: IssueItem[];
}

/** Lists the issues that can be repaired apart from the others, both in the order of the checkup. */
export function issueItems({ issues, leftOut }: CheckupResult): IssueItems {
  const items = issues.map((issue): IssueItem => ({
    label: inQuickPick(issueName(issue)),
    description: issueWords(issue).label,
    detail: inQuickPick(remedyOf(issue)),
    picked: issue.repairable,
    issue,
  }));
  const more = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  const repairable = items.filter(({ picked }) => picked);
  return {
    summary: listed([
      issues.length === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', grouped(issues.length)),
      repairable.length === 0
        ? l10n.t('none can be repaired')
        : l10n.t('{0} can be repaired', grouped(repairable.length)),
      ...(more > 0 ? [l10n.t('{0} more are not listed', grouped(more))] : []),
    ]),
    repairable,
    others: items.filter(({ picked }) => !picked),
  };
}

/** What is done about an issue, in sentences. A thread that is loaded has to be closed first. */
export function remedyOf(issue: CheckupIssue): string {
  return issue.loadedBy ? failureInWords({ code: 'loaded', holder: issue.loadedBy }) : issueWords(issue).remedy;
}

/** The threads to repair, each once. */
export function threadsToRepair(items: readonly IssueItem[]): string[] {
  return [...new Set(items.filter(({ issue }) => issue.repairable).map(({ issue }) => issue.threadId))];
}
