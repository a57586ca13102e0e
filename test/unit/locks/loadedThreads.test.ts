// Which threads are shown as loaded, with locks of other processes like those of a Codex.
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLoadedThreads, type LoadedThreads } from '../../../src/server/locks/loadedThreads';
import { idOf } from '../../fixtures/ids';
import { flockHolders } from '../../support/flockHolder';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsOn } from '../../support/runsOn';

describe('loaded threads, at a glance', () => {
  const home = temporaryFolder();
  const holdFlock = flockHolders();
  const folder = (): string => path.join(home(), 'thread-writer-locks');
  const lockFile = (id: string): string => path.join(folder(), `${id}.lock`);
  const open = (): LoadedThreads => createLoadedThreads(() => home());

  it('none if the folder is missing, which is not created', () => {
    assert.deepEqual([...open().look()], []);
    assert.equal(existsSync(folder()), false);
  });

  if (runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) {
    it('those whose lock file a process has locked', async () => {
      mkdirSync(folder());
      writeFileSync(lockFile(idOf(1)), '');
      writeFileSync(path.join(folder(), 'other.lock'), '');
      const [holder] = await Promise.all([
        holdFlock(lockFile(idOf(2))),
        holdFlock(path.join(folder(), '.coordination.lock')),
        holdFlock(lockFile('not-an-id')),
      ]);
      const loaded = open();
      assert.deepEqual([...loaded.look()], [idOf(2)]);
      await holder.release();
      assert.deepEqual([...loaded.look()], []);
    });

    it('the same set as long as nothing changes, and a recent one for some seconds', async () => {
      mkdirSync(folder());
      const holder = await holdFlock(lockFile(idOf(1)));
      const loaded = open();
      const first = loaded.look();
      assert.equal(loaded.look(), first);
      await holder.release();
      assert.equal(loaded.recent(), first);
      assert.deepEqual([...loaded.look()], []);
      assert.deepEqual([...loaded.recent()], []);
    });

    it('does not change locks and lock files', async () => {
      mkdirSync(folder());
      writeFileSync(lockFile(idOf(1)), '');
      open().look();
      assert.equal(existsSync(lockFile(idOf(1))), true);
      await holdFlock(lockFile(idOf(1)));
    });
  }

  it('a file instead of the folder is not an error', () => {
    writeFileSync(folder(), '');
    assert.deepEqual([...open().look()], []);
  });
});
