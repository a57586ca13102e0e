// What Codex archives besides, and a server that closes while Codex is at work. Codex is a stand-in that does what it
// is told; test/conformance/archiveOpen.test.ts has the real one.
import { strict as assert } from 'node:assert';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FailureError } from '../../../src/server/failure';
import { archiveByCodex, type ArchivingCodex } from '../../../src/server/operations/archiveByCodex';
import { moveIn } from '../../../src/server/operations/planMove';
import { operationId, ServerClosing } from '../../../src/server/operations/lease';
import { newestForest } from '../../../src/server/operations/newestForest';
import { sessionFolders } from '../../../src/server/operations/subtreeSource';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../../support/home';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { change, query, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('Codex, asked to archive a thread', () => {
  const home = temporaryFolder();
  let opened: TestOperations;
  const never = new AbortController().signal;
  beforeEach(() => {
    opened = openOperations(home());
  });
  afterEach(() => opened.close());

  /** As Codex does it. */
  const archiveFiles = (threadId: string): void => {
    const from = rolloutOf(home(), threadId);
    const to = path.join(home(), 'archived_sessions', path.basename(from));
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
    change(
      home(),
      `UPDATE threads SET archived = 1, archived_at = 1800000007, rollout_path = '${to}' WHERE id = '${threadId}'`,
    );
  };

  /** Asks for the root alone, as if all other threads were spawned after the last look. */
  const ask = async (root: string, archive: ArchivingCodex['archive'], more = {}) => {
    const operation = operationId('archive');
    const warnings: string[] = [];
    const outcome = await opened.run((lease, model) => {
      const plan = { operation, kind: 'archive' as const, roots: [root], threads: [root] };
      const known = model.threads.get(root);
      return lease.journalled(plan, (_, entry) => {
        const codex: ArchivingCodex = {
          server: () => 1,
          newest: () => newestForest(opened.home, stateDbOf(home())),
          isBusyAnew: () => false,
          archive,
          closing: never,
          warn: message => void warnings.push(message),
          ...more,
        };
        const folders = sessionFolders(home(), new Set([root]));
        return archiveByCodex(lease, entry, codex, {
          threadIds: [root],
          model: { threads: { get: threadId => (threadId === root ? known : undefined) } },
          plan: moveIn(folders, 'archive'),
          onStatus: () => undefined,
          signal: never,
          ...more,
        });
      });
    });
    return { operation, reports: outcome?.reports ?? [], warnings };
  };
  const rows = (): object[] => query(home(), 'SELECT * FROM threads ORDER BY id');

  it('takes along what was spawned after the last look: reported, journalled, and undone', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'C', other: null });
    const before = [rows(), rolloutContents(home()), placesOf(home(), ids)];
    const { operation, reports, warnings } = await ask(ids.P, async (root, _, afterwards) => {
      [root, ids.C, ids.D].forEach(archiveFiles);
      await afterwards(threadIds => Promise.resolve([...threadIds]));
    });
    assert.deepEqual(brief(reports, ids).sort(), ['C archived', 'D archived', 'P archived']);
    assert.deepEqual(
      reports.filter(({ spawnedLast }) => spawnedLast).map(({ threadId }) => threadId),
      [ids.C, ids.D],
    );
    assert.equal(warnings.filter(line => line.includes('as well')).length, 2);
    const [entry] = opened.operations.list();
    assert.deepEqual([entry?.made, entry?.left, entry?.isOpen], [3, 0, false]);
    const undone = await opened.undo(operation);
    assert.deepEqual(brief(undone, ids).sort(), ['C restored', 'D restored', 'P restored']);
    assert.deepEqual([rows(), rolloutContents(home()), placesOf(home(), ids)], before);
  });

  it('is not said to have archived what another Codex did, or what was archived before', async () => {
    const ids = drawHome(home(), { P: null, C: 'P', D: 'P' });
    const asked: string[][] = [];
    const { operation, reports } = await ask(ids.P, async (root, _, afterwards) => {
      [root, ids.C].forEach(archiveFiles);
      await afterwards(threadIds => {
        asked.push([...threadIds]);
        return Promise.resolve([]);
      });
    });
    assert.deepEqual(brief(reports, ids), ['P archived']);
    assert.deepEqual(asked, [[ids.C]]);
    await opened.undo(operation);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'archived', D: 'active' });
  });

  it('does not keep a server from closing, even after a cancellation; the next one finds out what it did', async () => {
    const ids = drawHome(home(), { P: null });
    const before = [rows(), rolloutContents(home())];
    const [closing, cancelled] = [new AbortController(), new AbortController()];
    const running = ask(
      ids.P,
      (_, signal) =>
        new Promise((_, reject) => {
          const abort = (): void => reject(signal.reason as Error);
          signal.addEventListener('abort', abort);
          cancelled.abort(new FailureError({ code: 'cancelled' }));
        }),
      { closing: closing.signal, signal: cancelled.signal },
    );
    running.catch(() => undefined);
    assert.equal(await Promise.race([running, sleep(300)]), undefined, 'a cancellation waits');
    closing.abort(new ServerClosing());
    await assert.rejects(running, ServerClosing);
    archiveFiles(ids.P);
    assert.deepEqual(await opened.operations.recover(never), []);
    const [entry] = opened.operations.list();
    assert.deepEqual([entry?.made, entry?.isOpen], [1, false]);
    await opened.undo(entry?.operation ?? '');
    assert.deepEqual([rows(), rolloutContents(home())], before);
  });
});
