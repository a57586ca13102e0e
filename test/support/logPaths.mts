// Loaded into a server before its own code (`node --import`): adds to the file PATH_LOG a line of JSON for each path
// that it gives to node:fs, as Node gives it to the system.
import fs, { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

const append = appendFileSync;
const log = process.env.PATH_LOG ?? '';
const logged = new Set<string>();
let isLogging = false;

function logging(original: Callable): Callable {
  return function (...parameters) {
    const [file] = parameters;
    if (typeof file === 'string' && !isLogging && !logged.has(file)) {
      logged.add(file);
      isLogging = true;
      append(log, `${JSON.stringify(path.toNamespacedPath(file))}\n`);
      isLogging = false;
    }
    return original.apply(this, parameters);
  };
}

for (const functions of [fs, fs.promises] as unknown as Record<string, Callable>[]) {
  for (const [name, original] of Object.entries(functions)) {
    if (typeof original !== 'function' || /^[A-Z_]/.test(name)) continue;
    const { native } = original as { native?: Callable };
    const replaced = Object.assign(logging(original), original);
    Object.assign(functions, { [name]: native ? Object.assign(replaced, { native: logging(native) }) : replaced });
  }
}
syncBuiltinESMExports();
