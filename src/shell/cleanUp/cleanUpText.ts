// What the preview of a clean-up says about each subtree, about everything checked, and about the criteria.
import { l10n } from 'vscode';
import type { OldSubtree, OldThreadsParams, OldThreadsResponse } from '../../protocol/methods';
import { lastPart } from '../tree/groupText';
import type { Description } from '../tree/rowText';
import { bytesInWords } from '../words/bytes';
import { timeAgo } from '../words/relativeTime';
import { grouped, listed, threadsInWords } from '../words/sentences';
import type { CleanUpTotals } from './cleanUpModel';

/**
 * The grey text beside a subtree's name, `1.2 MB · 7 Nov · 11`: size, age and number of sub-agents, which may be cut.
 * `now` in Unix seconds.
 */
export function subtreeDescription({ threads, bytes, newestAt }: OldSubtree, now: number): Description {
  return {
    main: `${bytesInWords(bytes)} · ${timeAgo(newestAt, now).short}`,
    states: '',
    more: threads === 1 ? '' : grouped(threads - 1),
  };
}

/** The whole row in words, for screen readers, which announce the check box themselves. */
export function spokenSubtree({ row, threads, bytes, newestAt }: OldSubtree, now: number): string {
  return listed([
    row.name,
    threadsInWords(threads),
    bytesInWords(bytes),
    l10n.t('last activity {0}', timeAgo(newestAt, now).spoken),
  ]);
}

/** `212 of 230 checked · 3,480 threads · 1.2 GB · 4 skipped (open in Codex)`. */
export function totalsInWords({ checked, subtrees, threads, bytes, loaded }: CleanUpTotals): string {
  return [
    l10n.t('{0} of {1} checked', grouped(checked), grouped(subtrees)),
    threadsInWords(threads),
    bytesInWords(bytes),
    ...(loaded > 0 ? [l10n.t('{0} skipped (open in Codex)', grouped(loaded))] : []),
  ].join(' · ');
}

/** `Codex home: 1,632 active (1.2 GB), 368 archived (310 MB)`. */
export function homeInWords({ active, archived }: OldThreadsResponse['home']): string {
  return l10n.t('Codex home: {active} active ({activeBytes}), {archived} archived ({archivedBytes})', {
    active: grouped(active.threads),
    activeBytes: bytesInWords(active.bytes),
    archived: grouped(archived.threads),
    archivedBytes: bytesInWords(archived.bytes),
  });
}

/** `older than 30 days · in shop · finished · with sub-agents · including pinned`. */
export function criteriaInWords({
  days,
  folders,
  finishedOnly,
  withChildrenOnly,
  excludePinned,
}: OldThreadsParams): string {
  return [
    olderThan(days),
    ...(folders === null
      ? []
      : [folders.length === 1 ? l10n.t('in {0}', lastPart(folders[0] ?? '')) : l10n.t('this workspace')]),
    ...(finishedOnly ? [l10n.t('finished')] : []),
    ...(withChildrenOnly ? [l10n.t('with sub-agents')] : []),
    ...(excludePinned ? [] : [l10n.t('including pinned')]),
  ].join(' · ');
}

/** Instead of a preview, when there is nothing to archive. `loaded`: how many subtrees are open in Codex. */
export function nothingOld(params: OldThreadsParams, loaded: number): string {
  const criteria = criteriaInWords(params);
  if (loaded === 0) {
    return l10n.t('Nothing to archive ({criteria}).', { criteria });
  }
  return loaded === 1
    ? l10n.t('Nothing to archive ({criteria}): the only match is open in Codex.', { criteria })
    : l10n.t('Nothing to archive ({criteria}): all {count} matches are open in Codex.', {
        criteria,
        count: grouped(loaded),
      });
}

/** Sentences for the closing message: how much was skipped although it is old or was checked. */
export function skippedInWords(loaded: number, changed: number): string[] {
  const sentences: string[] = [];
  if (loaded > 0) {
    sentences.push(
      loaded === 1
        ? l10n.t('Skipped 1 old thread: it or one of its sub-agents is open in Codex.')
        : l10n.t('Skipped {0} old threads: they or their sub-agents are open in Codex.', grouped(loaded)),
    );
  }
  if (changed > 0) {
    sentences.push(
      changed === 1
        ? l10n.t('Skipped 1 checked thread that has changed since.')
        : l10n.t('Skipped {0} checked threads that have changed since.', grouped(changed)),
    );
  }
  return sentences;
}

function olderThan(days: number): string {
  return days === 1 ? l10n.t('older than 1 day') : l10n.t('older than {0} days', grouped(days));
}
