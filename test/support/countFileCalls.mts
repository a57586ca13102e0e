// Loaded into a thread server before its own code (`node --import`): counts its synchronous calls of node:fs. At
// SIGUSR2 it prints them to standard error, as one line of JSON by function name, and begins anew.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

let calls: Record<string, number> = {};
let isInside = false;

for (const [name, original] of Object.entries(fs as unknown as Record<string, Callable>)) {
  if (!name.endsWith('Sync')) continue;
  const counted: Callable = function (...parameters) {
    // Some of Node's functions call others of them.
    if (isInside) return original.apply(this, parameters);
    calls[name] = (calls[name] ?? 0) + 1;
    isInside = true;
    try {
      return original.apply(this, parameters);
    } finally {
      isInside = false;
    }
  };
  Object.assign(fs, { [name]: Object.assign(counted, original) });
}
syncBuiltinESMExports();

process.on('SIGUSR2', () => {
  process.stderr.write(`file calls: ${JSON.stringify(calls)}\n`);
  calls = {};
});
