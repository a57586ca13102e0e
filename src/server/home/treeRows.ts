// What the tree needs from `threads`: structure for all threads, texts only for the rows that are shown. A row without
// an id gets an empty one here.
import { PINNED_SECTION } from '../../protocol/codexActions';
import { plainPath } from '../files/windowsPaths';
import { sharedId } from './sharedIds';
import { readJson } from '../sqlite/jsonRows';
import type { StateDb } from '../sqlite/stateDb';
import { isThreadId } from '../threads/threadId';
import type { ThreadRow } from '../threads/threadOfRow';
import {
  columnOf,
  milliseconds,
  textHead,
  textId,
  threadColumns,
  valueOf,
  wholeText,
  type Columns,
  type ThreadColumn,
} from './threadsTable';

/** A thread as the tree needs it, without texts. */
export interface TreeThread {
  id: string;
  /** Whether `id` is a thread id: checked here, once, as a row is kept from one commit to the next. */
  hasThreadId: boolean;
  /**
   * The spawning thread, if the `source` JSON has its usual form, in which `source` is empty here; itself empty if it
   * is not a thread id.
   */
  spawnedBy: string | undefined;
  source: string;
  archived: boolean;
  /** Unix seconds. */
  archivedAt: number | null;
  /** Unix seconds; the order of Codex's own list. */
  recencyAt: number;
  /** Unix seconds; 0 if the row has none. */
  createdAt: number;
  /** The folder in which it worked, as Codex wrote it: untrusted text; empty if there is none. */
  cwd: string;
  /** Its row has no messages: neither a preview nor, before 0.140, a first message. */
  isEmpty: boolean;
  /** The id of the section in which Codex has it: untrusted text; null for most. */
  section: string | null;
  /** The thread to which Codex attached it; null for most. */
  attachedTo: string | null;
}

/** The longest path on Linux: nothing longer is a folder. */
const CWD_LIMIT_BYTES = 4096;

/** Enough for a tooltip's name; nobody shows a title of a million. Four bytes each fit into `VALUE_BYTES`. */
const TEXT_LIMIT = 4000;

/** What a row's name is made from, and the git branch. */
const textColumns = [
  'source',
  'history_mode',
  'title',
  'name',
  'preview',
  'first_user_message',
  'agent_nickname',
  'agent_role',
  'agent_path',
  'git_branch',
] as const satisfies ThreadColumn[];

const source = columnOf('source');
/** How Codex writes the `source` of a spawned sub-agent: this, the parent's id, and this. */
const [spawnHead, spawnTail, idLength] = ['{"subagent":{"thread_spawn":{"parent_thread_id":"', '","depth":', 36];
/** Marks a parent's id that replaces such a source: a fifth of its length, and no JSON to parse. */
const MARK = '>';
const shortSource = `CASE WHEN octet_length(${source}) > ${threadColumns.source.limit} THEN NULL
  WHEN substr(${source}, 1, ${spawnHead.length}) = '${spawnHead}'
  AND substr(${source}, ${spawnHead.length + idLength + 1}, ${spawnTail.length}) = '${spawnTail}'
  THEN '${MARK}' || substr(${source}, ${spawnHead.length + 1}, ${idLength}) ELSE CAST(${source} AS TEXT) END`;

type TreeFields = [
  id: string,
  source: string | null,
  archived: number | null,
  archivedAt: number | null,
  recencyAtMs: number,
  createdAtMs: number,
  cwd: string | null,
  saidBytes: number,
  section: string | null,
  attachedTo: string | null,
];

/** Reads all threads, adapting to the columns of the schema (Codex 0.122 to 0.171). */
export function readTreeThreads(db: StateDb): readonly TreeThread[] {
  const columns = db.columns('threads');
  const recency = (['recency_at', 'updated_at', 'created_at'] as const)
    .map(time => `nullif(${milliseconds(columns, time)}, 0)`)
    .join(', ');
  const said = (['preview', 'first_user_message'] as const)
    .filter(column => columns.has(column))
    .map(column => `coalesce(octet_length(${columnOf(column)}), 0)`);
  return db.rows(
    'threads',
    [
      textId,
      shortSource,
      valueOf(columns, 'archived'),
      valueOf(columns, 'archived_at'),
      `coalesce(${recency}, 0)`,
      `coalesce(${milliseconds(columns, 'created_at')}, 0)`,
      columns.has('cwd') ? wholeText(columnOf('cwd'), CWD_LIMIT_BYTES) : 'NULL',
      said.length > 0 ? said.join(' + ') : '1',
      sectionOf(columns),
      valueOf(columns, 'attached_thread_parent_id'),
    ],
    treeThreadOf,
  );
}

/** Pinned threads are in a section of their own. Before there were sections, each thread had a mark. */
function sectionOf(columns: Columns): string {
  return columns.has('thread_section_id')
    ? valueOf(columns, 'thread_section_id')
    : `iif(${valueOf(columns, 'is_pinned')}, '${PINNED_SECTION}', NULL)`;
}

const TEXTS_KEPT = 1000;
const folderOf = shared(plainPath);
const sectionIdOf = shared(id => id);

/** Makes each text once: threads share few folders and sections, and each row that is read has a string of its own. */
function shared(make: (text: string) => string): (text: string) => string {
  const texts = new Map<string, string>();
  return text => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    if (texts.size === TEXTS_KEPT) texts.clear();
    const made = make(text);
    texts.set(text, made);
    return made;
  };
}

function treeThreadOf([
  id,
  source,
  archived,
  archivedAt,
  recencyAtMs,
  createdAtMs,
  cwd,
  saidBytes,
  section,
  attachedTo,
]: TreeFields): TreeThread {
  const spawnedBy = source?.startsWith(MARK) ? checkedId(source.slice(MARK.length).toLowerCase()) : undefined;
  return {
    id: sharedId(id),
    hasThreadId: isThreadId(id),
    spawnedBy,
    source: spawnedBy === undefined ? (source ?? '') : '',
    archived: (archived ?? 0) !== 0,
    archivedAt,
    recencyAt: Math.floor(recencyAtMs / 1000),
    createdAt: Math.floor(createdAtMs / 1000),
    cwd: folderOf(cwd ?? ''),
    isEmpty: saidBytes === 0,
    section: section === null ? null : sectionIdOf(section),
    attachedTo,
  };
}

function checkedId(id: string): string {
  return isThreadId(id) ? sharedId(id) : '';
}

/**
 * Reads the texts of these threads, by id: columns by name, cut to `limit` characters; the `source` JSON to 4,000.
 */
export function readTreeTexts(db: StateDb, ids: readonly string[], limit = TEXT_LIMIT): Map<string, ThreadRow> {
  const present = textColumns.filter(column => db.columns('threads').has(column));
  const fields = present.map(column => textHead(columnOf(column), column === 'source' ? TEXT_LIMIT : limit));
  const rows = readJson<(string | null)[]>(
    db,
    // In a damaged state DB an index leads to a row with another id, which may even be bytes.
    [textId, ...fields],
    'threads WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(ids)],
  );
  return new Map(
    rows.map(([id, ...texts]) => [String(id), Object.fromEntries(present.map((column, at) => [column, texts[at]]))]),
  );
}
