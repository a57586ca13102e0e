// The findings of a check, as entries of a list.
import { t } from '@vscode/l10n';
import { inQuickPick } from '../words/escape';
import type { FindingKind, RecordCheck, RecordFinding } from '../../protocol/methods';
import { grouped, listed } from '../words/words';

const findingWords: Record<FindingKind, () => string> = {
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
    description: findingWords[finding.kind](),
    detail: inQuickPick(finding.remedy),
    picked: finding.repairable,
    finding,
  }));
  const more = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  const repairable = items.filter(({ picked }) => picked);
  return {
    title: listed([
      findings.length === 1 ? t('1 problem') : t('{0} problems', grouped(findings.length)),
      repairable.length === 0 ? t('none can be repaired') : t('{0} can be repaired', grouped(repairable.length)),
      ...(more > 0 ? [t('{0} more are not listed', grouped(more))] : []),
    ]),
    repairable,
    explained: items.filter(({ picked }) => !picked),
  };
}

/** The threads to repair, each once. */
export function threadsToRepair(items: readonly RecordItem[]): string[] {
  return [...new Set(items.filter(({ finding }) => finding.repairable).map(({ finding }) => finding.threadId))];
}
