// `thread/list` from the state DB, as Codex 0.169 answers it with `useStateDbOnly`: filters, order, cursors and errors.
// Without it Codex also scans all rollouts and repairs rows; that is left to Codex.
import type { SortDirection, ThreadListResponse } from './protocol';
import type { SqlValue, StateDb } from '../sqlite/stateDb';
import { threadOfRow, type ThreadRowContext, type ThreadRow } from '../threads/threadOfRow';
import { cursorAfter, cursorBack, parseCursor, type ListCursor } from './listCursor';
import { listFilter, type ListFilter } from './listFilter';
import type { ThreadListQuery } from './params';
import { readThreads } from '../home/threadRows';
import { columnOf, sortTime, type TimeColumn } from '../home/threadsTable';
import { invalidRequest } from './words';

const PAGE_DEFAULT = 25;
const PAGE_LIMIT = 100;
/** How many rows to read at once if most of them are skipped. */
const READ_LIMIT = 2000;

/**
 * One page of threads. Like Codex, skips threads without a preview, threads of other providers than the config's unless
 * providers are given, threads that are not interactive unless kinds are given, and threads whose rollout is missing.
 * A rollout on another machine than the home's counts as missing. Throws ResponseError -32600 for a bad cursor or sort
 * key.
 */
export function listThreads(
  db: StateDb,
  context: ThreadRowContext,
  home: string,
  query: ThreadListQuery,
): ThreadListResponse {
  const order = orderOf(db, query);
  const start = query.cursor === null ? undefined : parseCursor(query.cursor);
  if (query.cursor !== null && !start) throw invalidRequest(`invalid cursor: ${query.cursor}`);
  const limit = Math.min(Math.max(query.limit ?? PAGE_DEFAULT, 1), PAGE_LIMIT);

  const filter = listFilter(db, context.defaultProvider, home, query);
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
  key: TimeColumn;
  direction: SortDirection;
  /** The sort time in milliseconds as an SQL expression: the bare column if there is one, to use its index. */
  time: string;
}

function orderOf(db: StateDb, query: ThreadListQuery): Order {
  const key = query.sortKey ?? 'created_at';
  // params.ts refuses filters by section, so there never is one.
  if (key === 'section_position') throw invalidRequest('section-position sorting requires a section filter');
  return { key, direction: query.sortDirection ?? 'desc', time: sortTime(db.columns('threads'), key) };
}

function readPage(
  db: StateDb,
  filter: ListFilter,
  { direction, time }: Order,
  after: ListCursor | undefined,
  count: number,
): ThreadRow[] {
  const [compare, word] = direction === 'desc' ? ['<', 'DESC'] : ['>', 'ASC'];
  const id = columnOf('id');
  const conditions = [...filter.conditions];
  const values: SqlValue[] = [...filter.values];
  if (after?.id !== undefined) {
    conditions.push(`(${time}, ${id}) ${compare} (?, ?)`);
    values.push(after.time, after.id);
  } else if (after) {
    conditions.push(`${time} ${compare} ?`);
    values.push(after.time);
  }
  const rest = `WHERE ${conditions.join(' AND ')} ORDER BY ${time} ${word}, ${id} ${word} LIMIT ${count}`;
  return readThreads(db, rest, values, { sort_time: `CAST(${time} AS INTEGER)` });
}

/** Reads on until the page is full or there are no more rows. `more`: there are rows after the page, kept or not. */
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
