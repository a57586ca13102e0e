// The findings of a check, as entries of a list.
import { inQuickPick } from '../client/plainText';
import type { FindingKind, RecordCheck, RecordFinding } from '../protocol/threadTree';
import { counted, grouped } from '../views/words';

const findingWords: Record<FindingKind, string> = {
  rowBehindFile: 'its rollout was moved',
  flagAgainstPlace: 'row and folder disagree',
  splitRollouts: 'rollouts in both folders',
  inBothPlaces: 'one rollout in two places',
  rolloutMissing: 'its rollout is gone',
  rowMissing: 'no row',
  danglingEdge: 'spawned, but not there',
  cyclicEdges: 'spawned in a circle',
  staleLock: 'a lock that nobody holds',
};

export interface RecordItem {
  label: string;
  description: string;
  detail: string;
  picked: boolean;
  finding: RecordFinding;
}

export interface RecordItems {
  title: string;
  repairable: RecordItem[];
  explained: RecordItem[];
}

/** Those that can be repaired, picked, apart from those that can only be explained; each in the order of the check. */
export function recordItems({ findings, leftOut }: RecordCheck): RecordItems {
  const items = findings.map(finding => ({
    label: inQuickPick(finding.name),
    description: findingWords[finding.kind],
    detail: inQuickPick(finding.remedy),
    picked: finding.repairable,
    finding,
  }));
  const more = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  const repairable = items.filter(({ picked }) => picked);
  return {
    title: [
      counted(findings.length, 'problem'),
      repairable.length === 0 ? 'none can be repaired' : `${grouped(repairable.length)} can be repaired`,
      ...more > 0 ? [`${grouped(more)} more are not listed`] : [],
    ].join(', '),
    repairable,
    explained: items.filter(({ picked }) => !picked),
  };
}

/** The threads to repair, each once. */
export function threadsToRepair(items: readonly RecordItem[]): string[] {
  return [...new Set(items.filter(({ finding }) => finding.repairable).map(({ finding }) => finding.threadId))];
}
