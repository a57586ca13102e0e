// Rows that were kept on another day, in the date groups of today.
import { dateBounds, dateGroup } from '../../protocol/dateGroups';
import { GROUP_PREFIX, PINNED_SECTION, type TreeRow } from '../../protocol/methods';
import type { KnownLevel } from './knownLevels';
import type { ViewName } from './nodes';

/** Groups of which no row was kept are left out: nobody knows which of their rows still belong there. */
export function groupAnew(known: readonly KnownLevel[], view: ViewName, now: Date): KnownLevel[] {
  const timeOf = ({ archivedAt, newestAt }: TreeRow) => (view === 'archived' ? (archivedAt ?? newestAt) : newestAt);
  const newest = (rows: readonly TreeRow[]) => Math.max(...rows.map(timeOf));
  const bounds = dateBounds(now);
  const pinnedIn = GROUP_PREFIX + PINNED_SECTION;
  const membersWhere = (isWanted: (parentId: string) => boolean) =>
    known.flatMap(({ parentId, rows }) =>
      parentId?.startsWith(GROUP_PREFIX) === true && isWanted(parentId) ? rows : [],
    );
  const pinned = membersWhere(parentId => parentId === pinnedIn);
  const dated = membersWhere(parentId => parentId !== pinnedIn);
  const groups = [...Map.groupBy(dated, row => dateGroup(bounds, timeOf(row)))].sort(
    ([, a], [, b]) => newest(b) - newest(a),
  );
  if (pinned.length > 0) {
    groups.unshift([PINNED_SECTION, pinned]);
  }
  const below = groups.map(([key, rows]) => ({
    parentId: GROUP_PREFIX + key,
    rows,
    total: rows.length,
    groups: [],
    orphans: 0,
  }));
  const top = groups.map(([key, rows]) => ({
    key,
    folder: null,
    rows: rows.length,
    threads: rows.reduce((sum, { descendants }) => sum + 1 + descendants, 0),
  }));
  const orphans = known[0]?.orphans ?? 0;
  return top.length > 0 ? [{ parentId: null, rows: [], total: 0, groups: top, orphans }, ...below] : [];
}
