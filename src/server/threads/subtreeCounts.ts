// Sums and maxima over the subtrees of all threads, each in one pass; and the cycles. `parents` always has the number
// of each thread's parent, or NONE.
import { at, NONE } from './spawnForest';

export interface SubtreeCounts {
  /** By number: how many of the counted threads are among the descendants. */
  descendants: Int32Array;
  /** The members of each cycle, self-edges included. */
  cycles: number[][];
}

/**
 * Counts certain descendants. Each member of a cycle has all the others, and everything that descends from the cycle,
 * as descendants.
 */
export function countDescendants(parents: Int32Array, isCounted: (number: number) => boolean): SubtreeCounts {
  const { order, cycles } = leavesFirst(parents);
  const below = new Int32Array(parents.length);
  const own = (number: number): number => (isCounted(number) ? 1 : 0);
  for (const number of order) {
    const parent = at(parents, number);
    if (parent !== NONE) below[parent] = at(below, parent) + at(below, number) + own(number);
  }
  for (const cycle of cycles) {
    const all = cycle.reduce((sum, member) => sum + at(below, member) + own(member), 0);
    for (const member of cycle) below[member] = all - own(member);
  }
  return { descendants: below, cycles };
}

/** By number: the newest of the times of a thread and its descendants. */
export function newestOfSubtrees(parents: Int32Array, timeOf: (number: number) => number): Float64Array {
  const { order, cycles } = leavesFirst(parents);
  const newest = Float64Array.from(parents, (_, number) => timeOf(number));
  const of = (number: number): number => newest[number] ?? 0;
  for (const number of order) {
    const parent = at(parents, number);
    if (parent !== NONE) newest[parent] = Math.max(of(parent), of(number));
  }
  for (const cycle of cycles) {
    const time = cycle.reduce((latest, member) => Math.max(latest, of(member)), -Infinity);
    for (const member of cycle) newest[member] = time;
  }
  return newest;
}

/** All threads, each before its parent, except for members of cycles, which are returned separately. */
function leavesFirst(parents: Int32Array): { order: Int32Array; cycles: number[][] } {
  const size = parents.length;
  const openChildren = new Int32Array(size);
  for (const parent of parents) if (parent !== NONE) openChildren[parent] = at(openChildren, parent) + 1;
  const order = new Int32Array(size);
  let end = 0;
  for (let number = 0; number < size; number++) if (openChildren[number] === 0) order[end++] = number;
  for (let next = 0; next < end; next++) {
    const parent = at(parents, at(order, next));
    if (parent === NONE) continue;
    openChildren[parent] = at(openChildren, parent) - 1;
    if (openChildren[parent] === 0) order[end++] = parent;
  }
  const cycles: number[][] = [];
  for (let number = 0; number < size; number++) {
    if (at(openChildren, number) <= 0) continue;
    const cycle: number[] = [];
    for (let member = number; at(openChildren, member) > 0; member = at(parents, member)) {
      cycle.push(member);
      openChildren[member] = 0;
    }
    cycles.push(cycle);
  }
  return { order: order.subarray(0, end), cycles };
}
