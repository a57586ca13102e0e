// What Codex itself is asked to do with threads.
import type { Failure } from './failures';
import type { CodexPlaces } from './live';
import type { LoadedThread } from './operations';
import type { ThreadRef } from './references';

export interface CodexParams {
  /** Where Codex's program may be: it is run unless a Codex that runs already can be asked. */
  codex: CodexPlaces;
}

export interface RenameParams extends CodexParams {
  threadId: string;
  /** Codex trims it; not blank. */
  name: string;
}

export interface PinParams extends CodexParams {
  threadId: string;
  /** False: no longer. */
  pinned: boolean;
}

/** A section is a group of threads that Codex keeps, from 0.148 on; each thread is in one at most. */
export interface ThreadSection {
  id: string;
  /** Plain text, at most 200 characters. Names need not be unique. */
  name: string;
  /** Its threads, active and archived. */
  threads: number;
}

export interface SectionList {
  /** In Codex's order, without the section of the pinned threads. Null: the state DB has none, Codex is too old. */
  sections: ThreadSection[] | null;
}

export interface SectionParams extends CodexParams {
  sectionId: string;
}

export interface SectionNameParams extends CodexParams {
  /** Codex trims it; not blank. */
  name: string;
}

export interface MoveToSectionParams extends CodexParams {
  threadId: string;
  /** Null: out of its section. */
  sectionId: string | null;
}

/** Codex's own section of the pinned threads: the same in every home. A pinned thread is in no other section. */
export const PINNED_SECTION = '01984de2-8f74-7c91-a3b2-5c5e937cf318';

export interface DeletePlanParams {
  threadIds: string[];
}

/** What Codex would delete: these threads with all of their descendants, active and archived. */
export interface DeletePlan {
  plan: string;
  threads: number;
  /** How many of them could be archived instead. */
  active: number;
  /** Their rollouts on disk. */
  bytes: number;
  /** How many of them run, and how many wait for the user. */
  running: number;
  waiting: number;
  /** Some of them that are loaded by a Codex that cannot be asked: none of their subtrees is deleted. */
  elsewhere: LoadedThread[];
  /** Other threads whose history begins in one of these: Codex refuses. */
  forks: ThreadRef[];
}

export interface DeleteParams extends CodexParams {
  threadIds: string[];
  /** The plan that the user has confirmed. */
  plan: string;
}

export interface DeleteResult {
  /** How many threads are gone. */
  deleted: number;
  /** The threads whose subtrees stay. */
  failures: { thread: ThreadRef; failure: Failure }[];
}
