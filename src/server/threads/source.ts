// The `source` column of `threads`: what started a thread and, for a sub-agent, its kind and its parent. Pure and
// total: has an answer for any text. As observed on Codex 0.169.
import type { SessionSource, SourceKind, SubAgentSource } from '../../protocol/thread';
import { parseThreadId } from './threadId';

/** Values of the column, and the protocol's names for them; `mcp` is the old name of the app-server. */
const plainSources = new Map<string, Extract<SessionSource, string>>([
  ['cli', 'cli'],
  ['vscode', 'vscode'],
  ['exec', 'exec'],
  ['mcp', 'appServer'],
]);
/** Codex's own background threads: the protocol calls them `unknown`, and no list contains them. */
const internalSources: unknown[] = ['memory_consolidation', 'guardian'];
const plainSubAgents: unknown[] = ['review', 'compact', 'memory_consolidation'];

/** The values of the column that `thread/list` shows if no kinds are requested (Codex 0.148 to 0.169). */
export const interactiveSources = ['cli', 'vscode', '{"custom":"atlas"}', '{"custom":"chatgpt"}'] as const;

/**
 * The column in the protocol's shape; unknown or broken values are `unknown`, as in Codex's answers. Unlike Codex,
 * accepts any text as an agent's path: the parent matters more than how a path is spelled.
 */
export function parseSource(column: string): SessionSource {
  // Most rows hold a bare word. Letting JSON.parse fail on it would take longer than everything else.
  const bare = plainSources.get(column);
  if (bare) return bare;
  const value = parseColumn(column);
  if (typeof value === 'string') return plainSources.get(value) ?? 'unknown';
  const [key, inner] = onlyEntry(value);
  if (key === 'custom' && typeof inner === 'string') return { custom: inner };
  const subAgent = key === 'subagent' ? parseSubAgent(inner) : undefined;
  return subAgent ? { subAgent } : 'unknown';
}

/** The id of the thread that spawned this one, or undefined if the source names none. */
export function spawnParentOf(source: SessionSource): string | undefined {
  return spawnOf(source)?.parent_thread_id;
}

/** The `thread_spawn` of a spawned sub-agent: parent, depth, path, nickname and role. */
export function spawnOf(
  source: SessionSource,
): Extract<SubAgentSource, { thread_spawn: unknown }>['thread_spawn'] | undefined {
  const subAgent = typeof source === 'object' && 'subAgent' in source ? source.subAgent : undefined;
  return typeof subAgent === 'object' && 'thread_spawn' in subAgent ? subAgent.thread_spawn : undefined;
}

/** The kinds for which `thread/list` finds a thread with this source; none for custom and internal sources. */
export function sourceKindsOf(column: string): SourceKind[] {
  const source = parseSource(column);
  if (source === 'unknown') return isInternal(column) ? [] : ['unknown'];
  if (typeof source === 'string') return [source];
  if ('custom' in source) return [];
  const { subAgent } = source;
  if (subAgent === 'review') return ['subAgent', 'subAgentReview'];
  if (subAgent === 'compact') return ['subAgent', 'subAgentCompact'];
  if (subAgent === 'memory_consolidation') return ['subAgent'];
  return 'thread_spawn' in subAgent ? ['subAgent', 'subAgentThreadSpawn'] : ['subAgent', 'subAgentOther'];
}

/** Reads bare words as JSON strings: Codex writes `cli`, not `"cli"`, and reads both. */
function parseColumn(column: string): unknown {
  // A failing parse takes ten times as long as a successful one, and most threads have a bare word.
  if (!/^\s*["{]/.test(column)) return column;
  try {
    return JSON.parse(column, mayHoldHalves.test(column) ? refuseHalves : undefined) as unknown;
  } catch {
    return column;
  }
}

/** JSON escapes can contain half of a surrogate pair. Serde refuses it, so a Rust client could not read our answer. */
const mayHoldHalves = /\\u[dD][89a-fA-F]/;

function refuseHalves(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half of a surrogate pair');
  return value;
}

/** The key and value of an object with one entry, which is how serde writes an enum variant. */
function onlyEntry(value: unknown): [string, unknown] | [] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const entries = Object.entries(value);
  return entries.length === 1 ? (entries[0] as [string, unknown]) : [];
}

function isInternal(column: string): boolean {
  const [key, inner] = onlyEntry(parseColumn(column));
  return key === 'internal' && internalSources.includes(inner);
}

function parseSubAgent(value: unknown): SubAgentSource | undefined {
  if (plainSubAgents.includes(value)) return value as SubAgentSource;
  const [key, inner] = onlyEntry(value);
  if (key === 'other' && typeof inner === 'string') return { other: inner };
  return key === 'thread_spawn' ? parseSpawn(inner) : undefined;
}

function parseSpawn(value: unknown): SubAgentSource | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  // `agent_type` is the older name of the role.
  const { parent_thread_id, depth, agent_path, agent_nickname, agent_role, agent_type } = value as Record<
    string,
    unknown
  >;
  const parent = typeof parent_thread_id === 'string' ? threadIdOrUndefined(parent_thread_id) : undefined;
  const [path, nickname, role] = [agent_path ?? null, agent_nickname ?? null, agent_role ?? agent_type ?? null];
  if (
    parent === undefined ||
    !Number.isInteger(depth) ||
    !isTextOrNull(path) ||
    !isTextOrNull(nickname) ||
    !isTextOrNull(role)
  )
    return undefined;
  return {
    thread_spawn: {
      parent_thread_id: parent,
      depth: depth as number,
      agent_path: path,
      agent_nickname: nickname,
      agent_role: role,
    },
  };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function threadIdOrUndefined(text: string): string | undefined {
  try {
    return parseThreadId(text);
  } catch {
    return undefined;
  }
}
