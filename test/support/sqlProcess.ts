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
   * again.
   */
  exec(sql: string): Promise<void>;
  /** Lets the process exit, and with it the locks. */
  release(): Promise<void>;
  /** Sends SIGKILL: transaction, locks and files stay as they are at this moment. */
  kill(): Promise<void>;
}

/** Reads one JSON string a line, and answers each with the error's message or null. */
const program = `
  const { DatabaseSync } = require('node:sqlite');
  const [file] = process.argv.slice(1);
  let db = new DatabaseSync(file);
  const run = sql => {
    if (sql !== 'reopen') return db.exec(sql);
    db.close();
    db = new DatabaseSync(file);
  };
  const answer = sql => {
    try { run(sql); return null; } catch (error) { return error.message; }
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
  return {
    pid: child.pid ?? 0,
    exec: async sql => {
      child.stdin.write(`${JSON.stringify(sql)}\n`);
      const { value, done } = await answers.next();
      assert.ok(!done, 'the process with the database has ended');
      const message = JSON.parse(value) as string | null;
      if (message !== null) throw new Error(message);
    },
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
