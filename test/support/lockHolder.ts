// Another process that has a SQLite database locked, as a running Codex may.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface LockHolder {
  readonly pid: number;
  /** Runs a statement on the connection; rejects with SQLite's message. */
  run(sql: string): Promise<void>;
  /** Ends the process, and with it the lock. */
  release(): Promise<void>;
}

const program = `
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(process.argv[1]);
  let pending = '';
  process.stdin.on('data', data => {
    const lines = (pending + data).split('\\0');
    pending = lines.pop();
    for (const sql of lines) {
      try { db.prepare(sql).all(); process.stdout.write('ok\\n'); }
      catch (error) { process.stdout.write(error.message + '\\n'); }
    }
  });
  process.stdin.on('end', () => process.exit(0));
`;

/**
 * Registers a hook that ends what is left after each test; the function opens a database in a process of its own and
 * runs statements.
 */
export function lockHolders(): (database: string, ...sql: string[]) => Promise<LockHolder> {
  const running = new Set<{ kill(): void }>();
  afterEach(() => {
    for (const holder of running) holder.kill();
    running.clear();
  });
  return async (database, ...statements) => {
    const child = spawn(process.execPath, ['--no-warnings', '-e', program, database], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.add({ kill: () => child.kill('SIGKILL') });
    const ended = once(child, 'exit');
    const run = async (sql: string): Promise<void> => {
      child.stdin.write(`${sql}\0`);
      const [answer] = (await once(child.stdout, 'data')) as [Buffer];
      if (answer.toString() !== 'ok\n') throw new Error(answer.toString().trim());
    };
    for (const sql of statements) await run(sql);
    return {
      pid: child.pid ?? 0,
      run,
      release: async () => {
        child.stdin.end();
        await ended;
      },
    };
  };
}
