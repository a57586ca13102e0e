// Turns the demo forest into a list of threads with the data for their rows, edges and rollouts.
import type { DemoAgent, DemoThread } from './forest';

export interface PlannedThread {
  id: string;
  /** The id of the root of its subtree; the thread's own id when it is the root. */
  sessionId: string;
  parentId: string | null;
  depth: number;
  closed: boolean;
  name: string | null;
  message: string;
  nickname: string | null;
  role: string | null;
  agentPath: string | null;
  /** The value of the column `source`. */
  source: string;
  cwd: string;
  model: string;
  branch: string | null;
  /** Unix milliseconds. */
  createdAt: number;
  recencyAt: number;
  /** Unix seconds; null while it is active. */
  archivedAt: number | null;
}

/** `now` is in Unix milliseconds. Ids depend only on it, so that the same time gives the same home. */
export function planThreads(forest: readonly DemoThread[], now: number, shop: string): PlannedThread[] {
  const planned: PlannedThread[] = [];

  const add = (
    thread: Omit<PlannedThread, 'id' | 'sessionId' | 'createdAt'>,
    subtree: Aged,
    sessionId?: string,
  ): PlannedThread => {
    const createdAt = now - createdAgo(subtree) * 1000;
    const id = uuidV7(createdAt, planned.length);
    const made = { ...thread, id, sessionId: sessionId ?? id, createdAt };
    planned.push(made);
    return made;
  };

  const addAgents = (parent: PlannedThread, agents: readonly DemoAgent[]): void => {
    for (const agent of agents) {
      const made = add(
        {
          ...parent,
          parentId: parent.id,
          depth: parent.depth + 1,
          closed: agent.closed ?? false,
          name: null,
          message: agent.message,
          nickname: agent.nickname,
          role: agent.role ?? null,
          agentPath: agent.path ?? null,
          recencyAt: now - agent.ago * 1000,
          archivedAt: agent.stillActive === true ? null : parent.archivedAt,
          source: JSON.stringify({
            subagent: {
              thread_spawn: {
                parent_thread_id: parent.id,
                depth: parent.depth + 1,
                agent_path: agent.path ?? null,
                agent_nickname: agent.nickname,
                agent_role: agent.role ?? null,
              },
            },
          }),
        },
        agent,
        parent.sessionId,
      );
      addAgents(made, agent.children ?? []);
    }
  };

  for (const thread of forest) {
    const kind = thread.source ?? 'cli';
    const root = add(
      {
        parentId: null,
        depth: 0,
        closed: false,
        name: thread.name ?? null,
        message: thread.message,
        nickname: null,
        role: null,
        agentPath: null,
        source: kind === 'review' || kind === 'compact' ? JSON.stringify({ subagent: kind }) : kind,
        cwd: thread.folder ?? shop,
        model: 'gpt-5-codex',
        branch: thread.branch ?? null,
        recencyAt: now - thread.ago * 1000,
        archivedAt: thread.archivedAgo === undefined ? null : Math.floor(now / 1000) - thread.archivedAgo,
      },
      thread,
    );
    addAgents(root, thread.children ?? []);
  }
  return planned;
}

interface Aged {
  ago: number;
  children?: Aged[];
}

/** Seconds since the creation of a thread: before its last activity and before its sub-agents were spawned. */
function createdAgo({ ago, children = [] }: Aged): number {
  return Math.max(ago, ...children.map(createdAgo)) + 600;
}

/** A UUIDv7 of this moment whose random part is `serial`. */
function uuidV7(milliseconds: number, serial: number): string {
  const time = milliseconds.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${serial.toString(16).padStart(12, '0')}`;
}
