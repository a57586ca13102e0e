// The findings of a check, as entries of a list.
import { t } from '@vscode/l10n';
import { inQuickPick } from '../words/escape';
import type { IssueKind, CheckupResult, CheckupIssue } from '../../protocol/methods';
import { grouped, listed } from '../words/words';

const issueWords: Record<IssueKind, () => string> = {
  rowBehindFile: () => t('its rollout was moved'),
  flagAgainstPlace: () => t('row and folder disagree'),
  splitRollouts: () => t('rollouts in both folders'),
  inBothPlaces: () => t('one rollout in two places'),
  rolloutMissing: () => t('its rollout is gone'),
  rowMissing: () => t('no row'),
  danglingEdge: () => t('spawned, but not there'),
  cyclicEdges: () => t('spawned in a circle'),
  staleLock: () => t('a lock that nobody holds'),
};

export interface IssueItem {
  label: string;
  description: string;
  detail: string;
  picked: boolean;
  issue: CheckupIssue;
}

export interface IssueItems {
  title: string;
  repairable: IssueItem[];
  explained: IssueItem[];
}

/** Those that can be repaired, picked, apart from those that can only be explained; each in the order of the check. */
export function issueItems({ issues, leftOut }: CheckupResult): IssueItems {
  const items = issues.map(finding => ({
    label: inQuickPick(finding.name),
    description: issueWords[finding.kind](),
    detail: inQuickPick(finding.remedy),
    picked: finding.repairable,
    issue: finding,
  }));
  const more = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  const repairable = items.filter(({ picked }) => picked);
  return {
    title: listed([
      issues.length === 1 ? t('1 problem') : t('{0} problems', grouped(issues.length)),
      repairable.length === 0 ? t('none can be repaired') : t('{0} can be repaired', grouped(repairable.length)),
      ...(more > 0 ? [t('{0} more are not listed', grouped(more))] : []),
    ]),
    repairable,
    explained: items.filter(({ picked }) => !picked),
  };
}

/** The threads to repair, each once. */
export function threadsToRepair(items: readonly IssueItem[]): string[] {
  return [...new Set(items.filter(({ issue }) => issue.repairable).map(({ issue }) => issue.threadId))];
}
