// The `source` column of `threads`: what started a thread, and for a sub-agent what kind it is and who spawned it. Pure
// and total: whatever the column holds, there is an answer. Facts from Codex 0.169, observed row by row.
import type { SessionSource, SourceKind, SubAgentSource } from '../../protocol/codex';
import { parseThreadId } from './threadId';

/** The protocol's words for the column's; `mcp` is what the app-server was called first. */
const plainSources = new Map<string, Extract<SessionSource, string>>([
  ['cli', 'cli'],
  ['vscode', 'vscode'],
  ['exec', 'exec'],
  ['mcp', 'appServer'],
]);
/** Codex's own background threads: `unknown` in the protocol, and in no list. */
const internalSources: unknown[] = ['memory_consolidation', 'guardian'];
const plainSubAgents: unknown[] = ['review', 'compact', 'memory_consolidation'];

/**
 * What of `threads.source` thread/list shows when it is asked for no kinds, compared as text (Codex 0.148 to 0.169).
 */
export const interactiveSources = ['cli', 'vscode', '{"custom":"atlas"}', '{"custom":"chatgpt"}'] as const;

/**
 * The column in the protocol's shape. What is not known, broken or of another type is `unknown`, as Codex answers.
 * Unlike Codex we take any text for an agent's path: a parent is worth more than the spelling of a path.
 */
export function parseSource(column: string): SessionSource {
  // Most rows hold a bare word, which is no JSON: finding that out takes longer than all the rest.
  const bare = plainSources.get(column);
  if (bare) return bare;
  const value = parseColumn(column);
  if (typeof value === 'string') return plainSources.get(value) ?? 'unknown';
  const [key, inner] = onlyEntry(value);
  if (key === 'custom' && typeof inner === 'string') return { custom: inner };
  const subAgent = key === 'subagent' ? parseSubAgent(inner) : undefined;
  return subAgent ? { subAgent } : 'unknown';
}

/** The id of the thread that spawned this one, as far as the source says. */
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

/** The kinds under which `thread/list` finds a thread of this source; none for custom and internal ones. */
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

/** Bare words stand for JSON strings: Codex writes `cli`, not `"cli"`, and reads both. */
function parseColumn(column: string): unknown {
  // A failing parse costs ten times a good one, and most threads have a bare word.
  if (!/^\s*["{]/.test(column)) return column;
  try {
    return JSON.parse(column, mayHoldHalves.test(column) ? refuseHalves : undefined) as unknown;
  } catch {
    return column;
  }
}

/**
 * An escape can smuggle half of a surrogate pair into JSON. Serde takes none, so a client written in Rust could not
 * read the answer.
 */
const mayHoldHalves = /\\u[dD][89a-fA-F]/;

function refuseHalves(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && !value.isWellFormed()) throw new SyntaxError('half of a surrogate pair');
  return value;
}

/** The key and value of an object with one entry, serde's form of an enum variant. */
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
  // `agent_type` is the role's older name.
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
