// What must be true of a home whose server was killed: once another server has recovered it, and once the user's choice
// is done.
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { OperationListResponse, OperationSummary } from '../../src/protocol/methods';
import { journalFileIn, journalFolderOf } from '../../src/server/operations/journal/journalFolder';
import type { Ids } from './families';
import { contentsOnDisk, readHome, type HomeReading } from './homeReading';
import type { Request } from './killedServer';
import type { Scenario } from './scenarios';
import { startServer, type Server } from './server';
import type { Stage } from './stage';

/** The home before the operation, and as the operation leaves it if nothing is killed. */
export interface Ends {
  before: HomeReading;
  done: HomeReading;
}

interface Told {
  unfinished: readonly OperationSummary[];
  listed: readonly OperationSummary[];
}

/**
 * What the user chooses then: to finish, to undo, or to request the same once more.
 */
export const choices = ['finish', 'undo', 'again'] as const;

export interface Try {
  scenario: Scenario;
  stage: Stage;
  ids: Ids;
  ends: Ends;
  /** How many threads the operation had changed before what was killed began. */
  madeBefore: number;
  /** What was killed; undefined for recovery. */
  request: Request | undefined;
  choice: (typeof choices)[number];
  /** Called with each home that must be right: once recovered, and at the end. */
  onHome: (reading: HomeReading) => void;
}

/**
 * Lets another server recover a home whose server was killed, and does what the user chooses. Throws AssertionError for
 * whatever is wrong.
 */
export async function checkAftermath(killed: Try): Promise<void> {
  const { stage, ends } = killed;
  const onDisk = contentsOnDisk(stage.home);
  for (const contents of ends.before.contents)
    assert.ok(onDisk.has(contents), `right behind the kill: ${contents} is nowhere`);

  const server = await startServer(stage);
  try {
    const told = { unfinished: server.unfinished, listed: await operationsOf(server) };
    const recovered = readHome(stage.home);
    requireRight(killed, recovered);
    requireTold(killed, recovered, told);
    killed.onHome(recovered);
    const goal = await choose(killed, server, told);
    const last = readHome(stage.home);
    requireRight(killed, last);
    for (const [threadId, state] of goal.threads)
      assert.equal(last.threads.get(threadId), state, `${killed.choice}: ${threadId}`);
    killed.onHome(last);
    assert.deepEqual(openEntries(stage), [], 'operations that are still open');
    assert.deepEqual(
      journalFiles(stage).filter(name => !/^journal\.sqlite(?:-wal|-shm)?$/.test(name)),
      [],
      'journals that were set aside',
    );
    // A refused row is reported.
    const warnings = server.warnings.filter(
      text => killed.scenario.refused === undefined || !/^Thread .* of an interrupted operation: /.test(text),
    );
    assert.deepEqual(warnings, [], 'warnings');
  } finally {
    await server.close();
  }
}

/** Every thread is complete, and either as before or as done; nothing else is touched. */
function requireRight({ ends: { before, done } }: Try, reading: HomeReading): void {
  assert.deepEqual(reading.contents, before.contents, 'rollouts are missing or doubled');
  assert.equal(reading.rest, before.rest, 'other columns, edges or tables');
  assert.deepEqual([...reading.threads.keys()], [...before.threads.keys()], 'rows');
  for (const [threadId, state] of reading.threads) {
    const isAsBefore = state === before.threads.get(threadId);
    assert.ok(
      isAsBefore || state === done.threads.get(threadId),
      `${threadId} is neither as before nor as done: ${state}`,
    );
    // What a repair should fix may disagree until then.
    if (!isAsBefore) assert.equal(reading.disagreements.get(threadId), undefined, threadId);
  }
}

/** What was partly done is announced, and whatever was done can be undone. */
function requireTold(killed: Try, reading: HomeReading, { unfinished, listed }: Told): void {
  const {
    scenario: { threads, refused = 0, commitFails = false },
    ends,
    madeBefore,
  } = killed;
  const [changed, all] = [changedThreads(reading, ends), threads - refused];
  const [made, restored] = isUndo(killed) ? [madeBefore, madeBefore - changed] : [changed, 0];
  const left = threads - made;
  // After the last change, it may have been killed before or after the end of its journal entry.
  const isOpen = left > 0 && made > 0 && ((made < all && !commitFails) || openEntries(killed.stage).length > 0);
  const operation = { isUndo: false, threads: made, left: isOpen ? left : 0 };
  const undo = { isUndo: true, threads: restored, left: changed };
  const isThere = changed > 0;
  const brief = ({ kind, threads, left }: OperationSummary): object => ({ isUndo: kind === 'undo', threads, left });
  assert.deepEqual(
    unfinished.map(brief),
    isThere ? [...(restored > 0 ? [undo] : []), ...(isOpen ? [operation] : [])] : [],
    'announced as unfinished',
  );
  assert.deepEqual(listed.map(brief), isThere ? [operation] : [], 'listed');
}

/** How many threads an operation has changed. */
export function changedThreads(reading: HomeReading, { before }: Ends): number {
  return [...reading.threads].filter(([threadId, state]) => state !== before.threads.get(threadId)).length;
}

/** Does what the user chooses, and returns the expected home. */
async function choose(
  { ends: { before, done }, request, scenario, ids, choice, ...rest }: Try,
  server: Server,
  { unfinished, listed }: Told,
): Promise<HomeReading> {
  const [operation] = listed;
  const goal = isUndo({ scenario, ...rest }) ? before : done;
  // Like the window, does not request what has been finished or undone by then.
  const finishAll = async (): Promise<void> => {
    for (const { operation, kind } of unfinished) {
      const isOpen =
        kind === 'undo' ||
        (await operationsOf(server)).some(listed => listed.operation === operation && listed.left > 0);
      if (isOpen) await server.request(onOperation('finish', operation));
    }
  };
  const repeat = async (): Promise<void> => {
    if (goal === done) await server.request(request ?? scenario.operation(ids));
    else if (operation) await server.request(onOperation('undo', operation.operation));
  };
  switch (choice) {
    case 'finish':
      await finishAll();
      if (unfinished.length === 0) await repeat();
      // An undo that had done nothing is forgotten, so the operation is unfinished.
      return unfinished.every(({ kind }) => kind !== 'undo') && unfinished.length > 0 ? done : goal;
    case 'undo':
      if (operation) await server.request(onOperation('undo', operation.operation));
      await finishAll();
      return before;
    case 'again':
      await repeat();
      await finishAll();
      return goal;
  }
}

const isUndo = ({ scenario: { killed } }: Pick<Try, 'scenario'>): boolean =>
  killed === 'undo' || killed === 'undoOfPart';

/** `threadTree/undo` or `threadTree/finish` of an operation. */
export function onOperation(method: 'undo' | 'finish', operation: string): Request {
  return { method: `threadTree/${method}`, params: { operation } };
}

async function operationsOf(server: Server): Promise<OperationSummary[]> {
  return (await server.request<OperationListResponse>({ method: 'threadTree/operations', params: {} })).operations;
}

function journalFiles({ journal }: Stage): string[] {
  return readdirSync(journal, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(({ name }) => name);
}

/** The operations in the journal that have not ended. */
function openEntries({ home, journal }: Stage): unknown[] {
  const file = journalFileIn(journalFolderOf(journal, home));
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file);
  try {
    // Without tables, it was killed while they were created.
    const isMade = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'operations'").get() !== undefined;
    return isMade ? database.prepare("SELECT operation FROM operations WHERE state <> 'closed'").all() : [];
  } finally {
    database.close();
  }
}
