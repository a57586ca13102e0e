// Loaded into a thread server before its own code (`node --import`): counts its synchronous calls of node:fs. At
// SIGUSR2 it prints them to standard error, as one line of JSON by function name, with the paths that were named, and
// begins anew.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

let calls: Record<string, number> = {};
const paths = new Set<string>();
let isInside = false;

/** What the function does, and counts. */
function counted(name: string, original: Callable): Callable {
  return function (...parameters) {
    // Some of Node's functions call others of them.
    if (isInside) return original.apply(this, parameters);
    calls[name] = (calls[name] ?? 0) + 1;
    if (typeof parameters[0] === 'string') paths.add(parameters[0]);
    isInside = true;
    try {
      return original.apply(this, parameters);
    } finally {
      isInside = false;
    }
  };
}

for (const [name, original] of Object.entries(fs as unknown as Record<string, Callable>)) {
  if (!name.endsWith('Sync') || typeof original !== 'function') continue;
  const { native } = original as { native?: Callable };
  const replaced = Object.assign(counted(name, original), original);
  Object.assign(fs, { [name]: native ? Object.assign(replaced, { native: counted(name, native) }) : replaced });
}
syncBuiltinESMExports();

process.on('SIGUSR2', () => {
  process.stderr.write(`file calls: ${JSON.stringify({ calls, paths: [...paths] })}\n`);
  calls = {};
  paths.clear();
});
