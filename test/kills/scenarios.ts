// What the server is doing when it is killed.
import { drawBroken, drawCrowd, drawFamily, refuseChangesOfB, type Ids } from './families';
import { fromAll } from './howMany';
import type { Request, Step } from './killedServer';

export interface Scenario {
  title: string;
  /** Fills an empty home. */
  draw: (home: string) => Ids;
  /** `archived_sessions` is on another file system. */
  elsewhere?: boolean;
  /** The commit of the others finds the disk full: their files are put back. */
  commitFails?: boolean;
  /** The operation. */
  operation: (ids: Ids) => Request;
  /** How many threads it should change, and how many of them it cannot. */
  threads: number;
  refused?: number;
  /**
   * What is killed: the operation; its undo; or, when it was killed before and recovered, finishing or undoing it; or,
   * when it was killed before, the recovery.
   */
  killed: 'operation' | 'undo' | 'finish' | 'undoOfPart' | 'recovery';
  /** Which kills are tried, if not all: every n-th. */
  every?: number;
  /** For the last three: the steps of the operation after which it was killed, one after the other. */
  interruptedAt?: (steps: readonly Step[]) => readonly Step[];
}

/** Where the commits of the state DB are among the steps; those of the journal do not count. */
const commits = (steps: readonly Step[]): number[] =>
  steps.flatMap(({ name }, at) => (/^exec state_.*COMMIT$/.test(name) ? [at] : []));
const firstCommit = (steps: readonly Step[]): Step[] => steps.filter((_, at) => at === commits(steps)[0]);
const secondCommit = (steps: readonly Step[]): Step[] => steps.filter((_, at) => at === commits(steps)[1]);
/** From the first step of the second group of threads to its commit: what recovery has to examine. */
const inSecondGroup = (steps: readonly Step[]): readonly Step[] => {
  const [first = 0, second = 0] = commits(steps);
  const group = steps.slice(first + 1, second + 1);
  return fromAll ? group : group.filter((_, at) => at % 10 === 4 || at === group.length - 1);
};

const on =
  (method: 'archive' | 'unarchive') =>
  ({ P }: Ids): Request => ({ method: `threadTree/${method}`, params: { threadIds: [P] } });

const archive = { draw: (home: string) => drawFamily(home, false), operation: on('archive'), threads: 4 };
/** With more threads than share a transaction: one for the root, one for the next 100, one for the rest. */
const archiveOfMany = { draw: drawCrowd, operation: on('archive'), threads: 105, every: 12 };
const unarchive = { draw: (home: string) => drawFamily(home, true), operation: on('unarchive'), threads: 4 };
const repair = {
  draw: drawBroken,
  operation: ({ P, A, B }: Ids): Request => ({ method: 'threadTree/repair', params: { threadIds: [P, A, B] } }),
  threads: 3,
};
/** The state DB refuses changes of B's row: its files are moved, and put back. */
const refusing = <T extends typeof archive>(scenario: T): T & Pick<Scenario, 'refused'> => ({
  ...scenario,
  refused: 1,
  draw: home => {
    const ids = scenario.draw(home);
    refuseChangesOfB(home, ids);
    return ids;
  },
});

export const scenarios: readonly Scenario[] = [
  { title: 'archive', ...archive, killed: 'operation' },
  { title: 'archive of 105 threads', ...archiveOfMany, killed: 'operation' },
  { title: 'archive to another file system', ...archive, killed: 'operation', elsewhere: true, every: 5 },
  { title: 'archive, one row refused', ...refusing(archive), killed: 'operation', every: 3 },
  {
    title: 'archive to another file system, one row refused',
    ...refusing(archive),
    killed: 'operation',
    elsewhere: true,
    every: 5,
  },
  { title: 'archive, the disk is full', ...archive, killed: 'operation', commitFails: true, every: 3 },
  {
    title: 'archive to another file system, the disk is full',
    ...archive,
    killed: 'operation',
    commitFails: true,
    elsewhere: true,
    every: 5,
  },
  { title: 'undo of an archive', ...archive, killed: 'undo' },
  { title: 'undo of an archive of 105 threads', ...archiveOfMany, killed: 'undo' },
  { title: 'undo of an archive, from another file system', ...archive, killed: 'undo', elsewhere: true, every: 5 },
  { title: 'finishing an interrupted archive', ...archive, killed: 'finish', interruptedAt: firstCommit },
  { title: 'undo of an interrupted archive', ...archiveOfMany, killed: 'undoOfPart', interruptedAt: secondCommit },
  { title: 'recovery of an archive', ...archive, killed: 'recovery', interruptedAt: inSecondGroup },
  {
    title: 'recovery of an archive to another file system',
    ...archive,
    killed: 'recovery',
    interruptedAt: inSecondGroup,
    elsewhere: true,
    every: 5,
  },
  { title: 'unarchive', ...unarchive, killed: 'operation' },
  { title: 'unarchive from another file system', ...unarchive, killed: 'operation', elsewhere: true, every: 5 },
  { title: 'unarchive, one row refused', ...refusing(unarchive), killed: 'operation', every: 3 },
  { title: 'unarchive, the disk is full', ...unarchive, killed: 'operation', commitFails: true, every: 3 },
  {
    title: 'unarchive from another file system, the disk is full',
    ...unarchive,
    killed: 'operation',
    commitFails: true,
    elsewhere: true,
    every: 5,
  },
  { title: 'undo of an unarchive', ...unarchive, killed: 'undo' },
  { title: 'finishing an interrupted unarchive', ...unarchive, killed: 'finish', interruptedAt: firstCommit },
  { title: 'recovery of an unarchive', ...unarchive, killed: 'recovery', interruptedAt: inSecondGroup },
  { title: 'repair', ...repair, killed: 'operation' },
  { title: 'repair between two file systems', ...repair, killed: 'operation', elsewhere: true, every: 5 },
  { title: 'undo of a repair', ...repair, killed: 'undo' },
];
