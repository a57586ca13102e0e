// Loaded into a thread server and its writer process before their own code (`node --require`), which does not know
// about it: counts every call in node:fs and node:sqlite that changes something on disk or makes it durable, and kills
// the process, or both, at one of them, as a crash would.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import sqlite from 'node:sqlite';
import type { Kill, LoggedStep } from './killedServer';

const { step: fatal, victims, when, mark, log, failingCommit } = JSON.parse(process.env.KILL ?? '') as Kill;
const of = process.send === undefined ? 'server' : 'writer';
const at = fatal?.of === of ? fatal.at : 0;

/** Functions that only read; every other synchronous function of node:fs counts, even if the server does not use it. */
const readers = new Set([
  'accessSync',
  'closeSync',
  'existsSync',
  'fstatSync',
  'globSync',
  'lstatSync',
  'opendirSync',
  'readSync',
  'readdirSync',
  'readFileSync',
  'readlinkSync',
  'readvSync',
  'realpathSync',
  'statSync',
  'statfsSync',
]);
const {
  closeSync,
  openSync,
  writeSync,
  constants: { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC },
} = fs;
const logFile = log === undefined ? undefined : openSync(`${log}.${of}`, 'a');
let step = 0;
let isInside = false;

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

/** Makes a call that counts, unless the process is killed before it or, with `torn`, in the middle of it. */
function counted(name: string, parameters: readonly unknown[], call: () => unknown, tear?: () => never): unknown {
  // Some of Node's functions call others.
  if (isInside) return call();
  step++;
  if (logFile !== undefined) {
    const time = Number(process.hrtime.bigint());
    const done: LoggedStep = { of, at: step, name: `${name} ${parameters.map(inWords).join(' ')}`, time };
    writeSync(logFile, `${JSON.stringify(done)}\n`);
  }
  if (step === at && when === 'before') die();
  if (step === at && when === 'torn') tear?.();
  isInside = true;
  try {
    return call();
  } finally {
    isInside = false;
    if (step === at) die();
  }
}

function count(owner: object, name: string, counts: (parameters: readonly unknown[]) => boolean = () => true): void {
  const original = (owner as Record<string, Callable>)[name] as Callable;
  const wrapper: Callable = function (...parameters) {
    const call = (): unknown => original.apply(this, parameters);
    const tear = name === 'writeSync' ? () => tearWrite(parameters) : undefined;
    return counts(parameters) ? counted(name, parameters, call, tear) : call();
  };
  Object.assign(owner, { [name]: wrapper });
}

/** The other process, if there is one. */
let other = of === 'writer' ? process.ppid : undefined;
const { spawn } = childProcess as unknown as { spawn: (...parameters: [string, string[], object]) => { pid?: number } };
Object.assign(childProcess, {
  spawn: (program: string, args: string[], options: object) => {
    const isWriter = args[0]?.endsWith('writer.js') === true;
    const child = spawn(program, isWriter ? ['--require', __filename, ...args] : args, options);
    if (isWriter) other = child.pid;
    return child;
  },
});

/** Ends this process within the call: the signal has arrived when kill(2) returns. */
function die(): never {
  if (mark !== undefined) closeSync(openSync(mark, 'w'));
  if (victims === 'both' && other !== undefined) process.kill(other, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Writes only half. */
function tearWrite([file, bytes, offset, length, position]: readonly unknown[]): never {
  writeSync(file as number, bytes as Buffer, offset as number, Math.floor((length as number) / 2), position as number);
  die();
}

function inWords(parameter: unknown): string {
  return Buffer.isBuffer(parameter) ? `<${parameter.length} bytes>` : String(parameter).replaceAll('\n', ' ');
}

/**
 * Whether opening a file changes it, or may be followed by changes. A lock file that exists is only locked: the writer
 * process opens it again after an operation, unless it ends before, so this would be a step that not every run has.
 */
function opensToChange([file, flags = 'r']: readonly unknown[]): boolean {
  if (typeof flags !== 'number') return !['r', 'rs'].includes(String(flags));
  const makes = (flags & (O_CREAT | O_TRUNC)) !== 0;
  return makes || ((flags & (O_WRONLY | O_RDWR)) !== 0 && !String(file).endsWith('.lock'));
}

for (const name of Object.keys(fs))
  if (name.endsWith('Sync') && !readers.has(name)) count(fs, name, name === 'openSync' ? opensToChange : undefined);

/** Tells the state DB, the journal and the lock of the home apart. */
const nameOf = (database: sqlite.DatabaseSync): string => path.basename(database.location() ?? '');

const database = sqlite.DatabaseSync.prototype;
const { exec: run } = database as unknown as { exec: Callable };
let commits = 0;
/** SQLite notices a full disk when it commits to the state DB: it rolls back, and reports it. */
function execute(this: sqlite.DatabaseSync, sql: unknown): unknown {
  if (!String(sql).endsWith('COMMIT') || !nameOf(this).startsWith('state_') || ++commits !== failingCommit)
    return run.call(this, sql);
  run.call(this, 'ROLLBACK');
  throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
}
/** Truncates the WAL in the middle of what a commit has added. */
function tearCommit(database: sqlite.DatabaseSync, call: () => unknown): never {
  const log = `${database.location() ?? ''}-wal`;
  const size = (): number => fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const before = size();
  isInside = true;
  call();
  if (size() > before) fs.truncateSync(log, before + Math.floor((size() - before) / 2));
  die();
}
/**
 * Connections that only read, whose calls change nothing and do not count. The server looks into the journal with such
 * ones after the system reported a change in the home, which comes at any moment, and under load not at all.
 */
const onlyReading = new WeakSet<sqlite.DatabaseSync>();
Object.assign(database, {
  exec: function (this: sqlite.DatabaseSync, sql: unknown): unknown {
    const call = (): unknown => execute.call(this, sql);
    return onlyReading.has(this) ? call() : counted(`exec ${nameOf(this)}`, [sql], call, () => tearCommit(this, call));
  },
});
count(sqlite.StatementSync.prototype, 'run');
// Closing merges the write-ahead log into the database; opening creates the lock file.
const { close } = database as unknown as { close: Callable };
Object.assign(database, {
  close: function (this: sqlite.DatabaseSync): unknown {
    const call = (): unknown => close.call(this);
    return onlyReading.has(this) ? call() : counted(`close ${nameOf(this)}`, [], call);
  },
});
Object.assign(sqlite, {
  DatabaseSync: new Proxy(sqlite.DatabaseSync, {
    construct: (target, parameters) => {
      const call = (): sqlite.DatabaseSync => Reflect.construct(target, parameters) as sqlite.DatabaseSync;
      if (!/[?&]mode=ro(?:&|$)/.test(String(parameters[0]))) return counted('open', parameters, call) as object;
      const opened = call();
      onlyReading.add(opened);
      return opened;
    },
  }),
});

// Looks at the rows of an operation come some time after it, so they would be steps that not every run has: here they
// come so late that the server has ended.
const { setTimeout: runLater } = globalThis;
Object.assign(globalThis, {
  setTimeout: (run: () => void, ms = 0) => runLater(run, ms < 250 ? ms : ms * 100),
});

// How many threads share a transaction depends on how long their planning takes: here it is always too long.
let now = 0;
performance.now = () => (now += 60);
