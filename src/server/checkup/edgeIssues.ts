// What is wrong with the spawn edges: those that lead to nowhere, and those that lead in a circle. Pure. Edges are
// Codex's own and never written; the tree and the cascade cope with both.
import { t } from '@vscode/l10n';
import type { SpawnEdge } from '../threads/spawnForest';
import { buildSpawnForest, byCodeUnit } from '../threads/spawnForest';
import { countDescendants } from '../threads/subtreeCounts';
import { plainText } from '../threads/plainText';
import { isThreadId } from '../threads/threadId';
import { explained, type Said } from './threadIssues';

export interface EdgeFinding extends Said {
  kind: 'danglingEdge' | 'cyclicEdges';
  /** The child as the edge names it; of a circle the member with the lowest id. */
  threadId: string;
}

/** Members of a circle that are named. */
const MEMBERS_SHOWN = 5;

/** Finds them. `isKnown`: the thread has a row or a rollout. */
export function findEdgeIssues(edges: readonly SpawnEdge[], isKnown: (threadId: string) => boolean): EdgeFinding[] {
  const dangling = edges.flatMap(({ parentId, childId }): EdgeFinding[] => {
    const child = faultOf(childId, isKnown);
    const parent = faultOf(parentId, isKnown);
    if (child !== undefined) {
      return [
        {
          kind: 'danglingEdge',
          threadId: childId,
          ...explained(
            t('A spawn edge leads from {parent} to the child {child}, which {fault}.', {
              parent: shownId(parentId),
              child: shownId(childId),
              fault: child,
            }),
            t("spawn edges are Codex's own. The tree does not show that child, and an archive passes it over."),
          ),
        },
      ];
    }
    if (parent === undefined) return [];
    return [
      {
        kind: 'danglingEdge',
        threadId: childId,
        ...explained(
          t('Its spawn edge names the parent {parent}, which {fault}.', { parent: shownId(parentId), fault: parent }),
          t(
            "spawn edges are Codex's own. The tree shows a thread without its parent in a group of its own or at the top level.",
          ),
        ),
      },
    ];
  });
  return [...dangling, ...circlesOf(edges)];
}

function faultOf(id: string, isKnown: (threadId: string) => boolean): string | undefined {
  if (!isThreadId(id)) return t('is not a thread id');
  return isKnown(id) ? undefined : t('has neither a row nor a rollout');
}

function circlesOf(edges: readonly SpawnEdge[]): EdgeFinding[] {
  const forest = buildSpawnForest(edges, []);
  return countDescendants(forest.parents, () => false).cycles.map((cycle): EdgeFinding => {
    // From child to parent; the lowest id stands first, whatever the order of the edges was.
    const ids = cycle.map(number => forest.ids[number] ?? '').reverse();
    const first = ids.reduce((lowest, id, index) => (byCodeUnit(id, ids[lowest] ?? '') < 0 ? index : lowest), 0);
    const circle = [...ids.slice(first), ...ids.slice(0, first)];
    const named = circle.slice(0, MEMBERS_SHOWN).map(shownId);
    const omitted = circle.length > named.length ? [t('({0} more)', circle.length - named.length)] : [];
    return {
      kind: 'cyclicEdges',
      threadId: circle[0] ?? '',
      ...explained(
        t('The spawn edges lead in a circle: {0}.', [...named, ...omitted, shownId(circle[0] ?? '')].join(' → ')),
        t(
          "spawn edges are Codex's own. The tree shows the newest of the circle at the top level, and archives it; Codex 0.169 itself never comes to an end with such a branch.",
        ),
      ),
    };
  });
}

function shownId(id: string): string {
  return plainText(id, 60) || t('(empty)');
}
