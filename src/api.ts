// What other extensions get:
//
//   const codex = vscode.extensions.getExtension<ThreadTreeExports>('thread-tree.codex-thread-tree');
//   const api = (await codex.activate()).getAPI(1);
//
// Within a version members are only added. Nothing is read from the Codex home before a member is used.
import type { Event } from 'vscode';

export interface ThreadTreeExports {
  /** Throws an error that names the supported versions when `version` is not one of them. */
  getAPI(version: 1): ThreadTreeApi;
}

export interface ThreadTreeApi {
  /**
   * Absolute, canonical path of the Codex home in use. A promise, as only the thread server knows; another one after a
   * change of the setting.
   */
  readonly codexHome: Promise<string>;

  /**
   * Every thread of the Codex home, active and archived, sub-agents included, in no particular order; none when there
   * is no home or no state DB yet. Rejects, with a message for the user, when the state DB cannot be read.
   */
  listThreads(): Promise<ThreadInfo[]>;

  /**
   * Archives a thread and everything below it, without asking. Resolves also when threads failed, or are not there:
   * their reports say so. Rejects, with a message for the user, when the state DB cannot be read or the thread server
   * ends on the way.
   */
  archive(threadId: string): Promise<ThreadReport[]>;

  /** Brings a thread and everything below it back from the archive; otherwise as `archive`. */
  unarchive(threadId: string): Promise<ThreadReport[]>;

  /** A thread was archived by this extension, in this window. */
  readonly onDidArchiveThread: Event<{ readonly threadId: string }>;

  /** `listThreads` may answer something else now, whoever changed it. */
  readonly onDidChangeThreads: Event<void>;
}

export interface ThreadInfo {
  readonly threadId: string;
  /** The thread that spawned this one; null for a main thread and where Codex did not record it. */
  readonly parentId: string | null;
  /** For display as plain text, at most 200 characters. */
  readonly name: string;
  readonly archived: boolean;
  /** Last activity, in Unix seconds. */
  readonly updatedAt: number;
}

/** What happened to one thread. An operation reports every thread once, in the order they were handled. */
export interface ThreadReport {
  readonly threadId: string;
  readonly status:
    'archived' | 'unarchived' | 'alreadyArchived' | 'alreadyActive' | 'skipped' | 'failed' | 'inUse' | 'rolloutMissing';
  /** A sentence for the user; there when something was not done. */
  readonly reason?: string;
}
