// A thread that another running Codex has loaded: both servers refuse the whole subtree until that Codex releases it.
// And what each version of Codex does while we hold the coordination lock.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexVersions } from '../../scripts/codexVersion';
import type { LockHolder } from '../../src/protocol/failures';
import { unknownHolder } from '../../src/server/locks/lockHolder';
import { createWriterLocks, type WriterLocks } from '../../src/server/locks/writerLocks';
import { temporaryFolder } from '../support/temporaryFolder';
import { startCodex } from '../support/codex';
import { eventually } from '../support/eventually';
import { threadLockOf, untilOpen } from '../support/flockHolder';
import type { StdioClient } from '../support/stdioClient';
import { startPair } from './pair';
import { copySample, labelsOf } from '../support/sampleHome';
import { rolloutPathOf, withDatabase } from '../support/stateDb';
import { versionFacts } from './support/versionFacts';

const labels = labelsOf('family');
const loadedError = (label: string): object => ({
  code: -32600,
  message: `thread ${labels[label]} already has an active writer`,
});

/** What the system says of a Codex that has a lock. */
const holderIn = (pid: number | undefined): LockHolder =>
  process.platform === 'win32' ? unknownHolder : { pid: pid ?? 0, command: 'codex' };

/** The loaded threads, the thread to archive, and the thread that is named: the one with the lowest id. */
const cases: { held: string[]; archived: string; named: string | undefined }[] = [
  { held: ['R'], archived: 'R', named: 'R' },
  { held: ['C'], archived: 'R', named: 'C' },
  { held: ['C', 'B1', 'A2'], archived: 'R', named: 'A2' },
  { held: ['B', 'A1x'], archived: 'R', named: 'A1x' },
  { held: ['B'], archived: 'A', named: undefined },
];

describe('writer locks, held by another Codex', () => {
  for (const { held, archived, named } of cases) {
    it(`${held.join(', ')} loaded, ${archived} archived: ${named === undefined ? 'succeeds' : `refused because of ${named}, succeeds once it is released`}`, async () => {
      const pair = await startPair(home => copySample('family', home));
      const holders: StdioClient[] = [];
      try {
        for (const { home } of [pair.codex, pair.ours]) {
          const holder = startCodex(home);
          holders.push(holder);
          await holder.initialize();
          for (const label of held)
            assert.equal((await holder.ask('thread/resume', { threadId: labels[label] })).error, undefined);
        }
        if (named !== undefined) {
          const { answer, notifications } = await pair.ask('thread/archive', { threadId: labels[archived] });
          assert.deepEqual(answer.error, loadedError(named));
          assert.deepEqual(notifications, []);
          pair.compareHomes();
          await Promise.all(holders.map(holder => holder.close()));
        }
        const { answer, notifications } = await pair.ask('thread/archive', { threadId: labels[archived] });
        assert.deepEqual(answer.result, {});
        assert.ok(notifications.length > 1);
        pair.compareHomes();
      } finally {
        await Promise.all(holders.map(holder => holder.close()));
        await pair.close();
      }
    });
  }
});

for (const version of codexVersions) {
  const knowsLocks = versionFacts[version].writerLocks;
  describe(`writer locks of Codex ${version}`, () => {
    const home = temporaryFolder();
    const threadId = labels.A1x as string;
    let codex: StdioClient;
    let locks: WriterLocks;
    beforeEach(async () => {
      copySample('family', home());
      locks = createWriterLocks(home());
      codex = startCodex(home(), version);
      await codex.initialize();
    });
    afterEach(async () => {
      locks.release();
      await codex.close();
    });
    const resume = async (id = threadId): Promise<unknown> =>
      (await codex.ask('thread/resume', { threadId: id })).error;

    it(
      knowsLocks
        ? 'a thread that it has loaded counts as loaded by it until it is released'
        : 'nothing shows that it has a thread loaded',
      async () => {
        assert.equal(await resume(), undefined);
        const expected = knowsLocks ? [[threadId, holderIn(codex.pid)]] : [];
        assert.deepEqual([...(await locks.holders(Object.values(labels)))], expected);
        assert.deepEqual(await locks.stale(), []);
        await codex.close();
        assert.deepEqual([...(await locks.holders(Object.values(labels)))], []);
      },
    );

    if (!knowsLocks) return;

    /** Asks Codex to load the thread; resolves once it waits for the lock, while it answers other requests. */
    const waitingResume = async (): Promise<{ resumed: Promise<unknown> }> => {
      const resumed = resume();
      // Only Linux shows that it waits; elsewhere it gets a second to come so far.
      if (process.platform !== 'linux') await sleep(1000);
      else await untilOpen(codex.pid ?? 0, threadLockOf(home(), '.coordination'));
      await codex.request('thread/read', { threadId: labels.R });
      assert.equal(await Promise.race([resumed, Promise.resolve('waits')]), 'waits');
      return { resumed };
    };

    it('the lock that it leaves when killed is stale, and the next Codex removes it', async () => {
      assert.equal(await resume(), undefined);
      await codex.kill();
      // The system drops the locks of a process some milliseconds after its end.
      await eventually(async () => assert.deepEqual([...(await locks.holders([threadId]))], []));
      assert.deepEqual(await locks.stale(), [threadId]);
      codex = startCodex(home(), version);
      await codex.initialize();
      assert.equal(await resume(labels.B), undefined);
      assert.deepEqual(readdirSync(path.join(home(), 'thread-writer-locks')).sort(), [
        '.coordination.lock',
        `${labels.B}.lock`,
      ]);
    });

    it('it waits for us before it loads a thread', async () => {
      await locks.hold();
      const { resumed } = await waitingResume();
      assert.deepEqual([...(await locks.holders([threadId]))], []);
      locks.release();
      assert.equal(await resumed, undefined);
      assert.deepEqual([...(await locks.holders([threadId])).keys()], [threadId]);
    });

    it('it does not touch a thread that was archived while it waited to load it', async () => {
      const rollout = rolloutPathOf(home(), threadId);
      const archived = path.join(home(), 'archived_sessions', path.basename(rollout));
      const contents = readFileSync(rollout);
      await locks.hold();
      const { resumed } = await waitingResume();
      mkdirSync(path.dirname(archived), { recursive: true });
      renameSync(rollout, archived);
      const row = (): unknown =>
        withDatabase(home(), database => database.prepare('SELECT * FROM threads WHERE id = ?').get(threadId));
      withDatabase(home(), database =>
        database
          .prepare('UPDATE threads SET archived = 1, archived_at = 1800000000, rollout_path = ? WHERE id = ?')
          .run(archived, threadId),
      );
      const written = row();
      locks.release();
      assert.match(JSON.stringify(await resumed), /error resuming thread|failed to read thread|is archived/);
      await codex.close();
      assert.deepEqual([existsSync(rollout), readFileSync(archived), row()], [false, contents, written]);
    });
  });
}
