// What the user wants to be told when live threads change: pure.
import type { LiveThread } from '../../protocol/methods';
import { liveStatuses } from '../words/liveStatuses';

export interface LiveNews {
  threadId: string;
  /** `ended`: a turn ended, or the Codex that ran it. Files do not tell which, as both end the lock. */
  what: 'waits' | 'failed' | 'ended';
}

/**
 * Compares two complete lists. A thread that is not in `before` was just loaded, and its turn may have failed before
 * anybody saw it run. A thread that was open already failed earlier, and is seen only now: no news.
 */
export function liveNews(before: readonly LiveThread[], now: readonly LiveThread[]): LiveNews[] {
  const statusBefore = new Map(before.map(({ threadId, status }) => [threadId, status]));
  const statusNow = new Map(now.map(({ threadId, status }) => [threadId, status]));
  return [...new Set([...statusBefore.keys(), ...statusNow.keys()])].flatMap((threadId): LiveNews[] => {
    const [was, is] = [statusBefore.get(threadId), statusNow.get(threadId)];
    const waited = was !== undefined && liveStatuses[was].waits;
    if (is !== undefined && liveStatuses[is].waits) {
      return waited ? [] : [{ threadId, what: 'waits' }];
    }
    const ran = was !== undefined && liveStatuses[was].isBusy;
    if (is === 'failed') {
      return ran || was === undefined ? [{ threadId, what: 'failed' }] : [];
    }
    return ran && is !== 'running' ? [{ threadId, what: 'ended' }] : [];
  });
}

/** The waiting thread after `last`, in the order of their ids, and after the end the first; undefined if none waits. */
export function nextWaitingAfter(threads: readonly LiveThread[], last: string | null): string | undefined {
  const waiting = threads.filter(({ status }) => liveStatuses[status].waits).map(({ threadId }) => threadId);
  return waiting.find(threadId => last !== null && threadId > last) ?? waiting[0];
}
