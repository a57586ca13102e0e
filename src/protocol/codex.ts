// The part of Codex's app-server protocol that the thread server speaks, in the shapes that `codex app-server
// generate-ts` prints for 0.169. One rule holds for all of them: what we do not know is null, never left out.

export interface InitializeParams {
  clientInfo: { name: string; title?: string | null; version: string };
}

export interface InitializeResponse {
  userAgent: string;
  /** Absolute, canonical path of the Codex home. */
  codexHome: string;
  platformFamily: string;
  platformOs: string;
}

export type SubAgentSource =
  | 'review'
  | 'compact'
  | 'memory_consolidation'
  | {
      thread_spawn: {
        parent_thread_id: string;
        depth: number;
        agent_path: string | null;
        agent_nickname: string | null;
        agent_role: string | null;
      };
    }
  | { other: string };

export type SessionSource =
  'cli' | 'vscode' | 'exec' | 'appServer' | 'unknown' | { custom: string } | { subAgent: SubAgentSource };

export interface Thread {
  id: string;
  sessionId: string;
  forkedFromId: string | null;
  /** The spawning thread; set for sub-agents only. */
  parentThreadId: string | null;
  preview: string;
  ephemeral: boolean;
  section: { id: string; name: string; appearance: unknown } | null;
  sectionEnteredAt: number | null;
  projectId: string | null;
  historyMode: string;
  modelProvider: string;
  model: string | null;
  reasoningEffort: string | null;
  /** Unix seconds, as all times of this interface. */
  createdAt: number;
  updatedAt: number;
  recencyAt: number | null;
  status: { type: 'notLoaded' };
  /** Absolute path of the rollout, as the state DB has it. */
  path: string | null;
  cwd: string;
  cliVersion: string;
  originator: string | null;
  source: SessionSource;
  threadSource: string | null;
  agentNickname: string | null;
  agentRole: string | null;
  gitInfo: { sha: string | null; branch: string | null; originUrl: string | null } | null;
  name: string | null;
  turns: [];
}

export const sortKeys = ['created_at', 'updated_at', 'recency_at', 'section_position'] as const;
export type SortKey = (typeof sortKeys)[number];
export const sortDirections = ['asc', 'desc'] as const;
export type SortDirection = (typeof sortDirections)[number];
export const sourceKinds = [
  'cli',
  'vscode',
  'exec',
  'appServer',
  'subAgent',
  'subAgentReview',
  'subAgentCompact',
  'subAgentThreadSpawn',
  'subAgentOther',
  'unknown',
] as const;
export type SourceKind = (typeof sourceKinds)[number];

export interface ThreadListParams {
  cursor?: string | null;
  limit?: number | null;
  sortKey?: SortKey | null;
  sortDirection?: SortDirection | null;
  modelProviders?: string[] | null;
  sourceKinds?: SourceKind[] | null;
  archived?: boolean | null;
  cwd?: string | string[] | null;
  searchTerm?: string | null;
  /** Accepted; the thread server answers from the state DB always. */
  useStateDbOnly?: boolean;
}

export interface ThreadListResponse {
  data: Thread[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

export interface ThreadIdParams {
  /** A UUID in any spelling that Rust's `uuid` crate takes; answers use the lower-case hyphenated one. */
  threadId: string;
}

export interface ThreadResponse {
  thread: Thread;
}

/** Methods of Codex's protocol that the thread server answers, and the notifications that it sends. */
export const CodexMethod = {
  initialize: 'initialize',
  threadList: 'thread/list',
  threadRead: 'thread/read',
  threadArchive: 'thread/archive',
  threadUnarchive: 'thread/unarchive',
  threadArchived: 'thread/archived',
  threadUnarchived: 'thread/unarchived',
} as const;
