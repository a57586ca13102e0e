// Reads the view of active threads as if every row were expanded, level by level and page by page.
import type { TreeListParams, TreeListResponse } from '../../src/protocol/methods';

const PAGE = 1000;
/** Requests under way at the same time. */
const AT_ONCE = 100;
/** Expands no more threads than these; the time for all is extrapolated. */
const MOST_EXPANDED = 10_000;

type List = (params: TreeListParams) => Promise<TreeListResponse>;

/** Returns the milliseconds that all rows take: an estimate when more than 10,000 threads have sub-agents. */
export async function readLevels(list: List): Promise<number> {
  const start = performance.now();
  let [read, expanded, all] = [0, 0, 0];
  for (let parents: (string | null)[] = [null]; parents.length > 0 && expanded < MOST_EXPANDED;) {
    const below: string[] = [];
    for (let at = 0; at < parents.length && expanded < MOST_EXPANDED; at += AT_ONCE) {
      const some = parents.slice(at, at + AT_ONCE);
      const rows = (await Promise.all(some.map(parentId => readLevel(list, parentId)))).flat();
      if (at === 0 && parents[0] === null) all = rows.reduce((sum, row) => sum + 1 + row.descendants, 0);
      below.push(...rows.filter(({ children }) => children > 0).map(({ threadId }) => threadId));
      read += rows.length;
      expanded += some.length;
    }
    parents = below;
  }
  return ((performance.now() - start) * all) / read;
}

async function readLevel(list: List, parentId: string | null): Promise<TreeListResponse['rows']> {
  for (const rows: TreeListResponse['rows'] = []; ;) {
    const page = await list({ view: 'threads', parentId, offset: rows.length, limit: PAGE });
    rows.push(...page.rows);
    if (rows.length >= page.total || page.rows.length === 0) return rows;
  }
}
