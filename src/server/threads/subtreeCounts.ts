// Counts certain descendants of all threads in one pass, and finds cycles.
import { at, NONE } from './spawnForest';

export interface SubtreeCounts {
  /** By number: how many of the counted threads are among the descendants. */
  descendants: Int32Array;
  /** The members of each cycle, self-edges included. */
  cycles: number[][];
}

/**
 * `parents` has the number of each thread's parent, or NONE. Works from the leaves up: a thread's count is complete
 * once those of its children are. Threads that this never reaches are in cycles: each member of a cycle has all the
 * others, and everything that descends from the cycle, as descendants.
 */
export function countDescendants(parents: Int32Array, isCounted: (number: number) => boolean): SubtreeCounts {
  const size = parents.length;
  const below = new Int32Array(size);
  const openChildren = new Int32Array(size);
  for (let number = 0; number < size; number++) {
    const parent = at(parents, number);
    if (parent !== NONE) openChildren[parent] = at(openChildren, parent) + 1;
  }
  const ready: number[] = [];
  for (let number = 0; number < size; number++) if (openChildren[number] === 0) ready.push(number);
  for (let number = ready.pop(); number !== undefined; number = ready.pop()) {
    const parent = at(parents, number);
    if (parent === NONE) continue;
    below[parent] = at(below, parent) + at(below, number) + (isCounted(number) ? 1 : 0);
    openChildren[parent] = at(openChildren, parent) - 1;
    if (openChildren[parent] === 0) ready.push(parent);
  }

  const cycles: number[][] = [];
  for (let number = 0; number < size; number++) {
    if (at(openChildren, number) <= 0) continue;
    const cycle: number[] = [];
    for (let member = number; at(openChildren, member) > 0; member = at(parents, member)) {
      cycle.push(member);
      openChildren[member] = 0;
    }
    const all = cycle.reduce((sum, member) => sum + at(below, member) + (isCounted(member) ? 1 : 0), 0);
    for (const member of cycle) below[member] = all - (isCounted(member) ? 1 : 0);
    cycles.push(cycle);
  }
  return { descendants: below, cycles };
}
