// What the preview of a clean-up says: of each branch, of all that are checked, and of what was asked for.
import { t } from '@vscode/l10n';
import type { OldSubtree, OldThreadsParams } from '../../protocol/methods';
import { bytesInWords } from '../words/bytes';
import { timeAgo } from '../words/relativeTime';
import { grouped, listed, threadsInWords } from '../words/words';
import type { CleanUpTotals } from './cleanUpModel';

/** The grey text beside a branch's name: `12 threads · 1.2 MB · 7 Nov`. `now` in Unix seconds. */
export function subtreeDescription({ threads, bytes, newestAt }: OldSubtree, now: number): string {
  return [threadsInWords(threads), bytesInWords(bytes), timeAgo(newestAt, now).short].join(' · ');
}

/** The whole row in words, for screen readers, which say by themselves whether it is checked. */
export function spokenSubtree({ row, threads, bytes, newestAt }: OldSubtree, now: number): string {
  return listed([
    row.name,
    threadsInWords(threads),
    bytesInWords(bytes),
    t('last activity {0}', timeAgo(newestAt, now).spoken),
  ]);
}

/** `212 of 230 branches · 3,480 threads · 1.2 GB · 4 in use left out`. */
export function totalsInWords({ checked, subtrees, threads, bytes, loaded }: CleanUpTotals): string {
  return [
    checked === subtrees ? branchesInWords(subtrees) : t('{0} of {1}', grouped(checked), branchesInWords(subtrees)),
    threadsInWords(threads),
    bytesInWords(bytes),
    ...(loaded > 0 ? [t('{0} in use left out', grouped(loaded))] : []),
  ].join(' · ');
}

/** `older than 30 days · this workspace · finished · with children · pinned too`. */
export function criteriaInWords({
  days,
  folders,
  finishedOnly,
  withChildrenOnly,
  excludePinned,
}: OldThreadsParams): string {
  return [
    olderThan(days),
    ...(folders === null ? [] : [t('this workspace')]),
    ...(finishedOnly ? [t('finished')] : []),
    ...(withChildrenOnly ? [t('with children')] : []),
    ...(excludePinned ? [] : [t('pinned too')]),
  ].join(' · ');
}

/** Instead of a preview, when there is nothing to show. */
export function nothingOld(params: OldThreadsParams, inUse: number): string {
  const criteria = criteriaInWords(params);
  if (inUse === 0) {
    return t('Nothing to archive ({criteria}).', { criteria });
  }
  return inUse === 1
    ? t('Nothing to archive ({criteria}): the only branch is in use by Codex.', { criteria })
    : t('Nothing to archive ({criteria}): all {count} branches are in use by Codex.', {
        criteria,
        count: grouped(inUse),
      });
}

/** Behind the closing message: what was not archived though it was old, or checked. */
export function leftOut(inUse: number, changed: number): string[] {
  return [
    ...(inUse === 0
      ? []
      : [
          inUse === 1
            ? t('1 branch in use by Codex was left out.')
            : t('{0} branches in use by Codex were left out.', grouped(inUse)),
        ]),
    ...(changed === 0
      ? []
      : [
          changed === 1
            ? t('1 checked branch has changed since and was left out.')
            : t('{0} checked branches have changed since and were left out.', grouped(changed)),
        ]),
  ];
}

function branchesInWords(count: number): string {
  return count === 1 ? t('1 branch') : t('{0} branches', grouped(count));
}

function olderThan(days: number): string {
  return days === 1 ? t('older than 1 day') : t('older than {0} days', grouped(days));
}
