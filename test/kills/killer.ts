// Loaded into a thread server before its own code (`node --require`), of which nothing there knows: counts every call
// that changes something on disk or makes it durable, in node:fs and node:sqlite, and kills the process at one of them,
// as a crash would.
import fs from 'node:fs';
import sqlite from 'node:sqlite';
import type { Kill } from './killedServer';

const { at, when, log, failingCommit } = JSON.parse(process.env.KILL ?? '') as Kill;

/** What only reads; every other synchronous function of node:fs counts, those too that the server does not use yet. */
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
  openSync,
  writeSync,
  constants: { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC },
} = fs;
const logFile = log === undefined ? undefined : openSync(log, 'w');
let step = 0;
let isInside = false;

type Callable = (this: unknown, ...parameters: unknown[]) => unknown;

/** Makes a call that counts, unless it is to be killed before it. */
function counted(name: string, parameters: readonly unknown[], call: () => unknown): unknown {
  // Some of Node's functions call others of them.
  if (isInside) return call();
  step++;
  if (logFile !== undefined) writeSync(logFile, `${name} ${parameters.map(inWords).join(' ')}\n`);
  if (step === at && when === 'before') die();
  if (step === at && when === 'torn') tear(parameters);
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
    return counts(parameters) ? counted(name, parameters, call) : call();
  };
  Object.assign(owner, { [name]: wrapper });
}

/** Ends this process within the call: the signal is there when kill(2) returns. */
function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

/** Half of what was to be written is. */
function tear([file, bytes, offset, length, position]: readonly unknown[]): never {
  writeSync(file as number, bytes as Buffer, offset as number, Math.floor((length as number) / 2), position as number);
  die();
}

function inWords(parameter: unknown): string {
  return Buffer.isBuffer(parameter) ? `<${parameter.length} bytes>` : String(parameter).replaceAll('\n', ' ');
}

function opensToChange([, flags = 'r']: readonly unknown[]): boolean {
  return typeof flags === 'number'
    ? (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) !== 0
    : !['r', 'rs'].includes(String(flags));
}

for (const name of Object.keys(fs))
  if (name.endsWith('Sync') && !readers.has(name)) count(fs, name, name === 'openSync' ? opensToChange : undefined);

const database = sqlite.DatabaseSync.prototype;
const { exec: run } = database as unknown as { exec: Callable };
let commits = 0;
/** A full disk is found out by SQLite when it commits: it rolls back, and says so. */
const execute: Callable = function (sql) {
  if (!String(sql).endsWith('COMMIT') || ++commits !== failingCommit) return run.call(this, sql);
  run.call(this, 'ROLLBACK');
  throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
};
Object.assign(database, { exec: execute });
count(database, 'exec');
count(sqlite.StatementSync.prototype, 'run');
// Closing folds the write-ahead log into the database; opening makes the lock file.
count(database, 'close');
Object.assign(sqlite, {
  DatabaseSync: new Proxy(sqlite.DatabaseSync, {
    construct: (target, parameters) =>
      counted('open', parameters, () => Reflect.construct(target, parameters)) as object,
  }),
});

// How many threads share a transaction hangs on the time that their planning takes: here it is always too long.
let now = 0;
performance.now = () => (now += 60);
