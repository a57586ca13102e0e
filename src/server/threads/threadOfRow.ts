// A row of `threads` as a thread of Codex's protocol, as `thread/list` of 0.169 returns it. Pure and total: a value
// that is missing, or of another type, affects only itself.
import type { SessionSource, Thread } from '../../protocol/thread';
import { parseSource, spawnOf } from './source';

/**
 * The columns of one row by name, except for those that its schema lacks. Columns of the section begin with `section_`.
 */
export type ThreadRow = Readonly<Record<string, unknown>>;

export interface ThreadRowContext {
  /** The provider of rows that name none: `model_provider` of `config.toml`. */
  defaultProvider: string;
  /** The name in `session_index.jsonl`, for threads from before Codex 0.148. */
  nameOf: (threadId: string) => string | undefined;
}

/**
 * The thread of a row. `parentThreadId`, `forkedFromId` and `threadSource` are null, as in Codex's lists, which do not
 * read them; `thread/read` adds them.
 */
export function threadOfRow(row: ThreadRow, { defaultProvider, nameOf }: ThreadRowContext): Thread {
  const id = text(row.id) ?? '';
  const source = sourceOf(row);
  const spawn = spawnOf(source);
  const rolloutPath = text(row.rollout_path);
  const [sha, branch, originUrl] = [text(row.git_sha), text(row.git_branch), text(row.git_origin_url)];
  const section = sectionOf(row);
  return {
    id,
    sessionId: id,
    forkedFromId: null,
    parentThreadId: null,
    preview: text(row.preview) ?? text(row.first_user_message) ?? '',
    ephemeral: false,
    section,
    sectionEnteredAt: section ? seconds(row.section_entered_at_ms, undefined) : null,
    projectId: text(row.project_id),
    historyMode: historyModeOf(row),
    modelProvider: nonEmpty(text(row.model_provider)) ?? defaultProvider,
    model: text(row.model),
    reasoningEffort: nonEmpty(text(row.reasoning_effort)),
    createdAt: seconds(row.created_at_ms, row.created_at) ?? 0,
    updatedAt: seconds(row.updated_at_ms, row.updated_at) ?? 0,
    recencyAt: seconds(row.recency_at_ms, row.recency_at),
    status: { type: 'notLoaded' },
    // Without `.zst`, even if the rollout is compressed.
    path: rolloutPath?.replace(/\.zst$/, '') ?? null,
    cwd: text(row.cwd) ?? '',
    cliVersion: text(row.cli_version) ?? '',
    originator: text(row.originator),
    source,
    threadSource: null,
    agentNickname: spawn?.agent_nickname ?? null,
    agentRole: spawn?.agent_role ?? null,
    gitInfo: sha === null && branch === null && originUrl === null ? null : { sha, branch, originUrl },
    name: nameOfRow(row, id, nameOf),
    turns: [],
  };
}

/** `paginated` threads have their name in a column of its own; before 0.148 all threads were `legacy`. */
export function historyModeOf(row: ThreadRow): string {
  return text(row.history_mode) ?? 'legacy';
}

/** A sub-agent's own names; undefined for other threads. The columns win over the older JSON, but may be NULL. */
export function agentOfRow(
  row: ThreadRow,
): { nickname: string | null; role: string | null; path: string | null } | undefined {
  const source = parseSource(text(row.source) ?? '');
  if (typeof source !== 'object' || !('subAgent' in source)) return undefined;
  const spawn = spawnOf(source);
  return {
    nickname: text(row.agent_nickname) ?? spawn?.agent_nickname ?? null,
    role: text(row.agent_role) ?? spawn?.agent_role ?? null,
    path: text(row.agent_path) ?? spawn?.agent_path ?? null,
  };
}

/** The source, with nickname and role from their own columns, which are newer than the JSON, but may be NULL. */
function sourceOf(row: ThreadRow): SessionSource {
  const source = parseSource(text(row.source) ?? '');
  const spawn = spawnOf(source);
  if (!spawn) return source;
  const [nickname, role] = [text(row.agent_nickname) ?? spawn.agent_nickname, text(row.agent_role) ?? spawn.agent_role];
  return { subAgent: { thread_spawn: { ...spawn, agent_nickname: nickname, agent_role: role } } };
}

/**
 * The name that Codex gives a thread: `name` if it is paginated; otherwise a title that is not just the first message,
 * or else the name in the session index.
 */
export function nameOfRow(row: ThreadRow, id: string, nameOf: ThreadRowContext['nameOf']): string | null {
  if (historyModeOf(row) !== 'legacy') return nonEmpty(text(row.name)?.trim());
  const title = text(row.title)?.trim();
  if (title && title !== text(row.first_user_message)?.trim()) return title;
  return nonEmpty(nameOf(id)?.trim());
}

function sectionOf(row: ThreadRow): Thread['section'] {
  const [id, name] = [text(row.section_id), text(row.section_name)];
  return id === null || name === null ? null : { id, name, appearance: appearanceOf(text(row.section_appearance)) };
}

function appearanceOf(json: string | null): unknown {
  try {
    const value = JSON.parse(json ?? 'null') as { icon?: unknown; color?: unknown } | null;
    return value && typeof value === 'object' ? { icon: value.icon ?? null, color: value.color ?? null } : null;
  } catch {
    return null;
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function nonEmpty(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Unix seconds from the milliseconds column of newer schemas, otherwise from the seconds column. */
function seconds(milliseconds: unknown, wholeSeconds: unknown): number | null {
  if (typeof milliseconds === 'number') return Math.floor(milliseconds / 1000);
  return typeof wholeSeconds === 'number' ? wholeSeconds : null;
}
