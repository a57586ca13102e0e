// What is wrong with the spawn edges: some lead nowhere, some form a cycle. Pure. Edges belong to Codex and are never
// written; the tree and the cascade cope with both.
import type { EdgeIssue } from '../../protocol/methods';
import type { ThreadRef } from '../../protocol/references';
import type { SpawnEdge } from '../threads/spawnForest';
import { buildSpawnForest, byCodeUnit } from '../threads/spawnForest';
import { countDescendants } from '../threads/subtreeCounts';
import { plainText } from '../threads/plainText';
import { isThreadId } from '../threads/threadId';

/** How many members of a cycle are named. */
const MEMBERS_SHOWN = 5;

/** Finds these edges. `isKnown`: the thread has a row or a rollout. Does not fill in names. */
export function findEdgeIssues(edges: readonly SpawnEdge[], isKnown: (threadId: string) => boolean): EdgeIssue[] {
  const faultOf = (id: string): 'notAThreadId' | 'unknownThread' | undefined =>
    !isThreadId(id) ? 'notAThreadId' : isKnown(id) ? undefined : 'unknownThread';
  const dangling = edges.flatMap(({ parentId, childId }): EdgeIssue[] => {
    const [subAgentFault, parentFault] = [faultOf(childId), faultOf(parentId)];
    const fault = subAgentFault ?? parentFault;
    if (fault === undefined) return [];
    const end = subAgentFault === undefined ? 'parent' : 'subAgent';
    return [{ kind: 'danglingEdge', ...headOf(childId), end, parent: refTo(parentId), fault }];
  });
  return [...dangling, ...cyclesOf(edges)];
}

function cyclesOf(edges: readonly SpawnEdge[]): EdgeIssue[] {
  const forest = buildSpawnForest(edges, []);
  return countDescendants(forest.parents, () => false).cycles.map((cycle): EdgeIssue => {
    // Begins with the lowest id, whatever the order of the edges was.
    const ids = cycle.map(number => forest.ids[number] ?? '').reverse();
    const first = ids.reduce((lowest, id, index) => (byCodeUnit(id, ids[lowest] ?? '') < 0 ? index : lowest), 0);
    const ordered = [...ids.slice(first), ...ids.slice(0, first)];
    const threads = {
      first: ordered.slice(0, MEMBERS_SHOWN).map(refTo),
      more: Math.max(0, ordered.length - MEMBERS_SHOWN),
    };
    return { kind: 'cyclicEdges', ...headOf(ordered[0] ?? ''), threads };
  });
}

function headOf(id: string) {
  return { ...refTo(id), repairable: false, loadedBy: null };
}

/** An edge can name any text. */
function refTo(id: string): ThreadRef {
  return { threadId: plainText(id), name: null };
}
