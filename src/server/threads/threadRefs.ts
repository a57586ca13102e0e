// Finds the threads that data for the window refers to, so that their names can be filled in.
import type { ThreadRef } from '../../protocol/references';

/** Every ThreadRef without a name in a value, at any depth. */
export function unnamedThreadsIn(value: unknown): ThreadRef[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(unnamedThreadsIn);
  return isUnnamed(value) ? [value, ...inside] : inside;
}

function isUnnamed(value: object): value is ThreadRef {
  return 'threadId' in value && typeof value.threadId === 'string' && 'name' in value && value.name === null;
}
