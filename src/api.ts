// What other extensions get:
//
//   const codex = vscode.extensions.getExtension<ThreadTreeExports>('thread-tree.codex-thread-tree');
//   const api = (await codex.activate()).getAPI(1);
//
// Within a version, members are only ever added. Nothing in the Codex home is read before a member is used.
import type { Event } from 'vscode';

export interface ThreadTreeExports {
  /** Throws an error that names the supported versions if `version` is not one of them. */
  getAPI(version: 1): ThreadTreeApi;
}

export interface ThreadTreeApi {
  /**
   * Absolute, canonical path of the Codex home: a promise, because only the thread server knows it. Read it again after
   * the setting changes.
   */
  readonly codexHome: Promise<string>;

  /**
   * All threads of the Codex home, active and archived, sub-agents included, in no particular order. Empty when there
   * is no home or no state DB yet. Rejects, with a message for the user, when the state DB cannot be read.
   */
  listThreads(): Promise<ThreadInfo[]>;

  /**
   * Archives a thread and all of its sub-agents without asking. Also resolves when threads failed or do not exist:
   * their reports say so. Rejects, with a message for the user, when the state DB cannot be read or the thread server
   * ends before the operation does.
   */
  archive(threadId: string): Promise<ThreadReport[]>;

  /** Unarchives a thread and all of its sub-agents; otherwise like `archive`. */
  unarchive(threadId: string): Promise<ThreadReport[]>;

  /** Fires when this extension has archived a thread in this window. */
  readonly onDidArchiveThread: Event<{ readonly threadId: string }>;

  /** Fires when `listThreads` may return something else, whoever made the change. */
  readonly onDidChangeThreads: Event<void>;
}

export interface ThreadInfo {
  readonly threadId: string;
  /** The thread that spawned this one; null for a main thread, or if Codex did not record it. */
  readonly parentId: string | null;
  /** Plain text of at most 200 characters, safe to display. */
  readonly name: string;
  readonly archived: boolean;
  /** Last activity, in Unix seconds. */
  readonly updatedAt: number;
}

/** What happened to one thread. An operation reports each of its threads once, in the order handled. */
export interface ThreadReport {
  readonly threadId: string;
  /** `inUse`: a running Codex has the thread loaded. */
  readonly status:
    'archived' | 'unarchived' | 'alreadyArchived' | 'alreadyActive' | 'skipped' | 'failed' | 'inUse' | 'rolloutMissing';
  /** Why the thread was not moved, in sentences for the user. */
  readonly reason?: string;
}
