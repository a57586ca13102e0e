// Another process that has a SQLite database open, as a running Codex does: it commits, holds locks, and can die in the
// middle of a transaction.
import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface SqlProcess {
  readonly pid: number;
  /**
   * Runs statements on the connection; rejects with SQLite's message. `reopen` closes the connection and opens it
   * again. `drop locks` reads the files as any other code of that process may, which makes POSIX drop all of its locks.
   */
  exec(sql: string): Promise<void>;
  /** The rows of one statement; rejects as `exec` does. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Lets the process exit, and with it the locks. */
  release(): Promise<void>;
  /** Sends SIGKILL: transaction, locks and files stay as they are at this moment. */
  kill(): Promise<void>;
}

/** Reads a statement a line, as JSON, and answers each with its rows, or with the error's message. */
const program = `
  const { DatabaseSync } = require('node:sqlite');
  const [file] = process.argv.slice(1);
  let db = new DatabaseSync(file);
  const reopen = () => {
    db.close();
    db = new DatabaseSync(file);
  };
  const dropLocks = () => ['', '-wal', '-shm'].forEach(end => require('node:fs').readFileSync(file + end));
  const run = ({ sql, asks }) => {
    if (asks) return db.prepare(sql).all();
    if (sql === 'reopen') reopen();
    else if (sql === 'drop locks') dropLocks();
    else db.exec(sql);
  };
  const answer = statement => {
    try { return { rows: run(statement) ?? [] }; } catch (error) { return { message: error.message }; }
  };
  require('node:readline').createInterface({ input: process.stdin })
    .on('line', line => process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + '\\n'))
    .on('close', () => process.exit(0));
`;

/** Opens the database in a new process, which the caller has to end. */
export function openSqlProcess(database: string): SqlProcess {
  const child = spawn(process.execPath, ['--no-warnings', '-e', program, database], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  const run = async (sql: string, asks: boolean): Promise<Record<string, unknown>[]> => {
    child.stdin.write(`${JSON.stringify({ sql, asks })}\n`);
    const { value, done } = await answers.next();
    assert.ok(!done, 'the process with the database has ended');
    const { rows, message } = JSON.parse(value) as { rows?: Record<string, unknown>[]; message?: string };
    if (rows === undefined) throw new Error(message);
    return rows;
  };
  return {
    pid: child.pid ?? 0,
    exec: async sql => void (await run(sql, false)),
    query: sql => run(sql, true),
    release: async () => {
      child.stdin.end();
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/**
 * Registers a hook that kills what is left after each test. The function opens a database in a new process and runs
 * these statements there.
 */
export function sqlProcesses(): (database: string, ...sql: string[]) => Promise<SqlProcess> {
  const running = new Set<SqlProcess>();
  afterEach(async () => {
    await Promise.all([...running].map(process => process.kill()));
    running.clear();
  });
  return async (database, ...statements) => {
    const process = openSqlProcess(database);
    running.add(process);
    for (const sql of statements) await process.exec(sql);
    return process;
  };
}
