// The two searches of "Find Threads": for threads, and for what threads said and did.
import { CancellationTokenSource } from 'vscode';
import type { SearchOptions, TranscriptHits, TranscriptSearchResponse } from '../../protocol/methods';
import type { ThreadService } from '../connection/threadService';
import { FailedRequest } from '../errors';
import type { Found } from './findItems';
import type { Pending } from './liveSearch';

/** How many threads are shown. */
const THREADS = 100;
/** Shorter texts are in nearly every transcript. */
const SHORTEST_QUERY = 3;
/** The server takes no longer ones. */
const LONGEST_QUERY = 1000;

/** Finds threads. A blank query gets the newest top-level threads. */
export function findThreads(service: ThreadService, query: string): Pending<Found> {
  const cancel = new CancellationTokenSource();
  const answer =
    query === '' ? newest(service) : service.request('threadTree/search', { query, limit: THREADS }, cancel.token);
  return { answer: answer.finally(() => cancel.dispose()), cancel: () => cancel.cancel() };
}

async function newest(service: ThreadService): Promise<Found> {
  const { rows, total, problem } = await service.request('threadTree/list', { view: 'threads', limit: THREADS });
  if (problem !== null) {
    throw new FailedRequest(problem.failure);
  }
  // Makes the server build its index while the user begins to type. Errors surface with the next search.
  service.request('threadTree/search', { query: '' }).catch(() => undefined);
  return { hits: rows, total };
}

/** Each search has a token of its own, by which its hits are known. */
let searches = 0;

/**
 * Finds lines that threads said or did; `found` gets them as they come, a thread at a time, until the search is
 * cancelled. Answers null for a query of fewer than 3 characters, or more than 1,000; a blank one prepares the
 * searches to come.
 */
export function findSaid(
  service: ThreadService,
  query: string,
  options: SearchOptions,
  found: (hits: TranscriptHits) => void,
): Pending<TranscriptSearchResponse | null> {
  const token = `find-${++searches}`;
  if ([...query].length < SHORTEST_QUERY || query.length > LONGEST_QUERY) {
    if (query === '') {
      // Errors surface with the next search.
      service.request('threadTree/searchTranscripts', { query, token }).catch(() => undefined);
    }
    return { answer: Promise.resolve(null), cancel: () => undefined };
  }
  const cancel = new CancellationTokenSource();
  const listening = service.onNotification('threadTree/transcriptHits', hits => {
    if (hits.token === token) {
      found(hits);
    }
  });
  const end = () => {
    listening.dispose();
    cancel.dispose();
  };
  return {
    answer: service.request('threadTree/searchTranscripts', { query, token, ...options }, cancel.token).finally(end),
    cancel: () => {
      listening.dispose();
      cancel.cancel();
    },
  };
}
