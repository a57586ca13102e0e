// Loaded into a server before its own code (`node --import`): adds a line to the file OPEN_LOG for each file that it
// opens with node:fs, `read` or `write` and the path; and for each of its calls that change a file by its path.
import fs, { appendFileSync, constants } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

const WRITES = constants.O_WRONLY | constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_TRUNC;
const openers = ['open', 'openSync', 'createReadStream'];
const changers = [
  'write',
  'append',
  'truncate',
  'rename',
  'unlink',
  'utimes',
  'chmod',
  'rm',
  'copy',
  'createWriteStream',
];

/** Absent flags are `r`. */
function canWrite(flags: unknown): boolean {
  return typeof flags === 'number' ? (flags & WRITES) !== 0 : typeof flags === 'string' && flags !== 'r';
}

function watch(functions: Record<string, unknown>): void {
  for (const [name, original] of Object.entries(functions)) {
    const isOpener = openers.includes(name);
    if (typeof original !== 'function' || !(isOpener || changers.some(changer => name.startsWith(changer)))) continue;
    const watched: Callable = function (...parameters) {
      const [file, flags] = parameters;
      if (typeof file === 'string' && file !== process.env.OPEN_LOG)
        log(`${isOpener && !canWrite(flags) ? 'read' : 'write'} ${file}`);
      return (original as Callable).apply(this, parameters);
    };
    Object.assign(functions, { [name]: Object.assign(watched, original) });
  }
}

const append = appendFileSync;
function log(line: string): void {
  append(process.env.OPEN_LOG ?? '', `${line}\n`);
}

watch(fs);
watch(fs.promises);
syncBuiltinESMExports();
