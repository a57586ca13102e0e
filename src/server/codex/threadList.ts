// `thread/list` from the state DB, as Codex 0.169 answers it with `useStateDbOnly`: filters, order, cursors and errors.
// The scan of all rollouts that Codex makes otherwise, and the repairs that come with it, are left to Codex.
import type { SortDirection, ThreadListResponse } from '../../protocol/codex';
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import { threadOfRow, type ThreadRowContext, type ThreadRow } from '../threads/threadOfRow';
import { cursorAfter, cursorBack, parseCursor, type ListCursor } from './listCursor';
import { listFilter, type ListFilter } from './listFilter';
import { invalidRequest, type ThreadListQuery } from './params';
import { readThreads } from '../home/threadRows';

const PAGE_DEFAULT = 25;
const PAGE_LIMIT = 100;
/** Rows read in one go when most of them are left out. */
const READ_LIMIT = 2000;

/**
 * One page of threads. Left out, as in Codex: threads that say nothing (no preview), those of other providers than the
 * config's unless providers are named, those that are not interactive unless kinds are named, and those whose rollout
 * is gone. Throws ResponseError -32600 for a bad cursor or sort key.
 */
export function listThreads(db: StateDb, context: ThreadRowContext, query: ThreadListQuery): ThreadListResponse {
  const order = orderOf(db, query);
  const start = query.cursor === null ? undefined : parseCursor(query.cursor);
  if (query.cursor !== null && !start) throw invalidRequest(`invalid cursor: ${query.cursor}`);
  const limit = Math.min(Math.max(query.limit ?? PAGE_DEFAULT, 1), PAGE_LIMIT);

  const filter = listFilter(db, context.defaultProvider, query);
  const { page, more } = fillPage(limit, start, filter.keep, (after, count) =>
    readPage(db, filter, order, after, count),
  );
  const [first, last] = [page[0], page.at(-1)];
  return {
    data: page.map(row => threadOfRow(row, context)),
    nextCursor: more && last ? cursorAfter(Number(last.sort_time), String(last.id)) : null,
    backwardsCursor: first ? cursorBack(Number(first.sort_time), order.direction, order.key === 'created_at') : null,
  };
}

interface Order {
  key: 'created_at' | 'updated_at' | 'recency_at';
  direction: SortDirection;
  /**
   * The sort time in milliseconds, as an SQL expression: the bare column where there is one, so that its index serves.
   */
  time: string;
}

function orderOf(db: StateDb, query: ThreadListQuery): Order {
  const key = query.sortKey ?? 'created_at';
  // Sections come with the filters that params.ts refuses, so there never is one.
  if (key === 'section_position') throw invalidRequest('section-position sorting requires a section filter');
  return { key, direction: query.sortDirection ?? 'desc', time: timeOf(db, key) };
}

function timeOf(db: StateDb, key: Order['key']): string {
  if (db.columns.has(`${key}_ms`)) return `threads.${key}_ms`;
  // Before 0.148 there is no recency: the last update stands for it.
  if (db.columns.has(key)) return `threads.${key} * 1000`;
  return key === 'updated_at' ? '0' : timeOf(db, 'updated_at');
}

function readPage(
  db: StateDb,
  filter: ListFilter,
  { direction, time }: Order,
  after: ListCursor | undefined,
  count: number,
): ThreadRow[] {
  const [compare, word] = direction === 'desc' ? ['<', 'DESC'] : ['>', 'ASC'];
  const conditions = [...filter.conditions];
  const values: SqlValue[] = [...filter.values];
  if (after?.id !== undefined) {
    conditions.push(`(${time}, threads.id) ${compare} (?, ?)`);
    values.push(after.time, after.id);
  } else if (after) {
    conditions.push(`${time} ${compare} ?`);
    values.push(after.time);
  }
  const rest = `WHERE ${conditions.join(' AND ')} ORDER BY ${time} ${word}, threads.id ${word} LIMIT ${count}`;
  return readThreads(db, rest, values, { sort_time: `CAST(${time} AS INTEGER)` });
}

/**
 * Reads on until the page is full or the rows are used up. `more`: rows are left below the page, be they kept or not.
 */
function fillPage(
  limit: number,
  start: ListCursor | undefined,
  keep: (row: ThreadRow) => boolean,
  read: (after: ListCursor | undefined, count: number) => ThreadRow[],
): { page: ThreadRow[]; more: boolean } {
  const page: ThreadRow[] = [];
  let after = start;
  for (let count = limit + 1; ; count = Math.min(count * 2, READ_LIMIT)) {
    const rows = read(after, count);
    for (const [index, row] of rows.entries()) {
      if (page.length === limit) return { page, more: true };
      if (keep(row)) page.push(row);
      after = { time: Number(row.sort_time), id: String(row.id) };
      if (index + 1 === rows.length && rows.length < count) return { page, more: false };
    }
    if (rows.length === 0) return { page, more: false };
  }
}
