// Loaded into a process before its own code (`node --import`): makes Linux behave as macOS does where that matters to
// the server, as far as its manuals tell. Passes itself on to the writer process.
//
// - open(2) takes a lock if it is asked to (O_EXLOCK), and lsof and its locale are where macOS has them.
// - The system tells that files appear and go, but not that somebody writes to one that stays open.
// - On the disk DISK_LIKE_MACOS, a folder, names differ only in more than case and the form of Unicode; realpath(3)
//   answers the name on disk.
// - Folders have no descriptors below /proc.
import childProcess from 'node:child_process';
import fs, { constants } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import sqlite from 'node:sqlite';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;
type Ended = (error: Error | null, output: string | Buffer) => void;

const O_EXLOCK = 0x20;
const { spawn, spawnSync, execFile } = childProcess;
const { openSync, closeSync, readdirSync, realpathSync, watch } = fs;
const realPath = realpathSync.native;

Object.defineProperty(process, 'platform', { value: 'darwin' });

/** The name that a folder has for this one: the same, or another spelling. */
function nameOnDisk(folder: string, name: string): string {
  const plain = (text: string): string => text.normalize('NFD').toLowerCase();
  try {
    const names = readdirSync(folder);
    return names.includes(name) ? name : (names.find(each => plain(each) === plain(name)) ?? name);
  } catch {
    return name;
  }
}

/** A path as the disk spells it. Other disks tell names apart. */
function onDisk(file: string): string {
  const disk = process.env.DISK_LIKE_MACOS ?? '';
  if (disk === '' || !path.isAbsolute(file) || !file.startsWith(disk + path.sep)) return file;
  const names = file.slice(disk.length + 1).split(path.sep);
  return names.reduce((folder, name) => path.join(folder, name === '' ? '' : nameOnDisk(folder, name)), disk);
}

const asOnDisk = (parameter: unknown): unknown => (typeof parameter === 'string' ? onDisk(parameter) : parameter);

/** As open(2) of macOS: opens the file and takes its lock, or does neither. */
function open(file: fs.PathLike, flags: fs.OpenMode = 'r', mode?: fs.Mode | null): number {
  if (typeof flags !== 'number' || (flags & O_EXLOCK) === 0) return openSync(file, flags, mode);
  const descriptor = openSync(file, flags & ~O_EXLOCK, mode);
  const patience = (flags & constants.O_NONBLOCK) === 0 ? [] : ['-n'];
  const stdio: childProcess.StdioOptions = ['ignore', 'ignore', 'inherit', descriptor];
  const { status } = spawnSync('/usr/bin/flock', ['-x', ...patience, '3'], { stdio });
  if (status === 0) return descriptor;
  closeSync(descriptor);
  throw Object.assign(new Error(`EAGAIN: resource temporarily unavailable, open '${String(file)}'`), {
    code: 'EAGAIN',
    errno: -35,
    syscall: 'open',
    path: file,
  });
}

function watchNames(folder: string, listener: (event: string, name: string | null) => void): fs.FSWatcher {
  return watch(folder, (event, name) => {
    if (event === 'rename') listener(event, name);
  });
}

const replaced: Record<string, Callable> = {
  openSync: open as Callable,
  watch: watchNames as Callable,
};
// The two that name two files, and all that name one first.
for (const [name, original] of Object.entries(fs as unknown as Record<string, Callable>)) {
  if (typeof original !== 'function' || !(name.endsWith('Sync') || name === 'watch')) continue;
  const call = replaced[name] ?? original;
  const isOfTwo = name === 'renameSync' || name === 'linkSync';
  const respelled: Callable = (first, second, ...rest) =>
    call.call(fs, asOnDisk(first), isOfTwo ? asOnDisk(second) : second, ...rest);
  Object.assign(fs, { [name]: Object.assign(respelled, original) });
}
// Node's own `realpath` resolves links only, and keeps names as they are written.
const resolveLinks = (file: string): string => {
  const disk = onDisk(file);
  const real = realpathSync(disk);
  return real === disk ? path.resolve(file) : real;
};
Object.assign(fs, { realpathSync: Object.assign(resolveLinks, { native: (file: string) => realPath(onDisk(file)) }) });

/** Real SQLite opens a file by the operating system, so it is told the name on disk. */
class DatabaseSync extends sqlite.DatabaseSync {
  constructor(file: string, options: sqlite.DatabaseSyncOptions = {}) {
    super(file.startsWith('file:') ? uriOnDisk(file) : onDisk(file), options);
  }
}

function uriOnDisk(uri: string): string {
  const { search } = new URL(uri);
  return pathToFileURL(onDisk(fileURLToPath(uri))).href + search;
}

const getBuiltinModule = process.getBuiltinModule.bind(process);
Object.assign(process, {
  getBuiltinModule: (name: string) => (name === 'node:sqlite' ? { ...sqlite, DatabaseSync } : getBuiltinModule(name)),
});

Object.assign(childProcess, {
  spawn: (program: string, parameters: readonly string[], options: childProcess.SpawnOptions) =>
    program === process.execPath
      ? spawn(program, ['--import', import.meta.filename, ...parameters], options)
      : spawn(program, parameters, options),
  execFile: (program: string, parameters: readonly string[], options: childProcess.ExecFileOptions, ended: Ended) => {
    if (program !== '/usr/sbin/lsof') return execFile(program, parameters, options, ended);
    // The one locale of macOS that every Linux has under another name.
    const { LC_ALL, ...rest } = options.env ?? {};
    const env = { ...rest, LC_ALL: LC_ALL === 'en_US.UTF-8' ? 'C.UTF-8' : LC_ALL };
    return execFile('/usr/bin/lsof', parameters, { ...options, env }, ended);
  },
});
syncBuiltinESMExports();
