// Archiving one thread, a root with 1,000 descendants, and one with 10,000, as ratios within one run. Between the
// rounds each contender unarchives, unmeasured. Another program has each state DB open, as a running Codex has; whoever
// closes it would otherwise have to merge its write-ahead log each time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { bareScript, freshServer, realCodex, warmServer, type Archiver, type Subtree } from './archivers';
import { makeHome } from './homes';
import { measure, printAim, printMeasured } from './measure';

/** Repeats `rounds` times, more often where a round takes milliseconds, and less where it takes seconds. */
export async function benchArchive(scratch: string, rounds: number): Promise<void> {
  const one = { name: 'one thread', threads: 1, descendants: false };
  const warm = await compare(scratch, one, rounds * 12, { bareScript, warmServer, realCodex });
  printAim('warm server : real Codex', warm.warmServer / warm.realCodex, { atMost: 3 });
  const first = await compare(scratch, one, rounds * 3, { freshServer });
  printAim('first archive of a window', first.freshServer, { atMost: 30 }, 'ms');

  const many = { name: 'a root with 1,000 descendants', threads: 1_001, descendants: true };
  const ours = await compare(scratch, many, rounds, { bareScript, freshServer, warmServer, realCodex });
  printAim('fresh server : bare script', ours.freshServer / ours.bareScript, { atMost: 3 });
  printAim('real Codex : fresh server', ours.realCodex / ours.freshServer, { atLeast: 15 });
  printAim('warm server : bare script', ours.warmServer / ours.bareScript, { atMost: 2 });
  printAim('real Codex : warm server', ours.realCodex / ours.warmServer, { atLeast: 20 });

  // Codex would take minutes for each round.
  const most = { name: 'a root with 10,000 descendants', threads: 10_001, descendants: true };
  const large = await compare(scratch, most, rounds, { bareScript, warmServer });
  printAim('warm server : bare script', large.warmServer / large.bareScript, { atMost: 3 });
}

interface Task {
  name: string;
  /** How many are archived. */
  threads: number;
  /** Whether they are the whole home; otherwise the home has 1,000 threads without any descendants. */
  descendants: boolean;
}

/** Prints the times, and returns the median of each contender in milliseconds. */
async function compare<Name extends string>(
  scratch: string,
  { name, threads, descendants }: Task,
  rounds: number,
  contenders: Record<Name, (subtree: Subtree) => Archiver | Promise<Archiver>>,
): Promise<Record<Name, number>> {
  const shape = descendants ? { threads, roots: 0 } : { threads: 1_000, roots: 1 };
  const names = Object.keys(contenders) as Name[];
  const archivers: Archiver[] = [];
  const others: IdleProgram[] = [];
  for (const contender of names) {
    const home = makeHome(path.join(scratch, `${contender}-${threads}-${names.length}`), 11, shape);
    others.push(await openElsewhere(home.database));
    archivers.push(await contenders[contender]({ home, threads }));
  }
  const measured = await measure(archivers, rounds);
  for (const archiver of archivers) await archiver.close();
  for (const other of others) await other.close();
  printMeasured(`Archive ${name} (median of ${rounds})`, measured);
  return Object.fromEntries(names.map((contender, at) => [contender, measured[at]?.median])) as Record<Name, number>;
}

interface IdleProgram {
  close(): Promise<void>;
}

/** Starts a process that opens a database, reads from it, and does nothing else until its input ends. */
async function openElsewhere(database: string): Promise<IdleProgram> {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.prepare('SELECT count(*) FROM threads').get();
    process.stdout.write('open');
    process.stdin.resume().on('end', () => database.close());`;
  const child = spawn(process.execPath, ['-e', script, database], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  return {
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
}
