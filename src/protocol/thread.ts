// A thread in the shape of Codex's app-server protocol, as `codex app-server generate-ts` prints it for 0.169. Returned
// by `threadTree/details` and by Codex's own methods. Unknown values are null, never left out.

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
  /** Unix seconds, like all times in this interface. */
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

export type SessionSource =
  'cli' | 'vscode' | 'exec' | 'appServer' | 'unknown' | { custom: string } | { subAgent: SubAgentSource };

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

/** What `thread/list` can filter by: the source of threads. `subAgent` stands for all kinds `subAgent…`. */
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

/** Params that name one thread. */
export interface ThreadIdParams {
  /** A UUID in any spelling that Rust's `uuid` crate accepts; answers use the lower-case hyphenated one. */
  threadId: string;
}
