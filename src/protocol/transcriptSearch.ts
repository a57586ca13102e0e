// Searching what threads said and did.
import type { ThreadRef } from './references';
import type { ItemType } from './transcript';
import type { TranscriptPart } from './transcriptUri';

/** How a text is compared with what was typed, as in VS Code's own search. */
export interface SearchOptions {
  /** Default: false. */
  matchCase?: boolean;
  /** The match neither begins nor ends within a word. Default: false. */
  wholeWord?: boolean;
}

export interface TranscriptSearchParams extends SearchOptions {
  /** Found anywhere within one line, as it is. */
  query: string;
  /** The client's own name for the search, at most 64 characters; `TranscriptHits` carries it. */
  token: string;
  /** The search ends when it has this many hits, 1 to 1000, default 200. */
  limit?: number;
}

/** The answer: it comes after the last `TranscriptHits`. */
export interface TranscriptSearchResponse {
  hits: number;
  /** The limit ended the search: there may be more. */
  isCut: boolean;
  /** How many threads could not be read, because a rollout is gone or the system refuses. */
  unread: number;
}

/** The hits of one thread, sent as soon as they are found: threads that were active last come first. */
export interface TranscriptHits {
  token: string;
  thread: NamedThread;
  /** The thread at the top of its tree: the thread itself if no other one spawned it. */
  root: NamedThread;
  archived: boolean;
  /** Newest first; at most 20 of one thread. */
  hits: TranscriptHit[];
}

export interface NamedThread extends ThreadRef {
  name: string;
}

export interface TranscriptHit {
  turnId: string;
  /** Counted from 1, as in the thread's transcript. */
  turn: number;
  /** Null if the hit is in the failure of the turn. */
  itemId: string | null;
  itemType: ItemType | null;
  /** Which line of what the item says, counted from 0. */
  line: number;
  /** The line around the hit, cut to some 200 characters: untrusted, and not made plain. */
  text: string;
  /** Where in `text` the hit is. */
  start: number;
  end: number;
}

/** A hit, and the address of an open document of its thread. */
export interface HitPlaceParams extends Omit<TranscriptHit, 'itemType'> {
  uri: string;
}

/** Where a hit is. Both are null if the thread no longer has the turn. */
export interface HitPlace {
  /** Its line in the document, counted from 0. Null if another document has it. */
  line: number | null;
  /** That other document: one with earlier turns, or with all of an item that the page cuts. */
  part: TranscriptPart | null;
}
