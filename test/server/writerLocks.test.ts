import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Failure } from '../../src/protocol/failures';
import { createWriterLocks, type WriterLocks } from '../../src/server/locks/writerLocks';
import { idOf } from '../fixtures/ids';
import { flockHolders, untilAwaited } from '../support/flockHolder';
import { temporaryFolder } from '../support/temporaryFolder';
import { rejectedFailure } from '../support/thrownFailure';
import { makesLinks, runsOn } from '../support/runsOn';

const id = idOf(1);

describe('writer locks', () => {
  const home = temporaryFolder();
  const elsewhere = temporaryFolder();
  const holdFlock = flockHolders();
  const opened: WriterLocks[] = [];
  /** The locks of a new server at each call. */
  const locks = (): WriterLocks => {
    const made = createWriterLocks(home());
    opened.push(made);
    return made;
  };
  afterEach(() => {
    for (const each of opened.splice(0)) each.release();
  });

  const folder = (): string => path.join(home(), 'thread-writer-locks');
  const lockFile = (name = id): string => path.join(folder(), `${name}.lock`);
  const leaveLock = (name?: string): void => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(lockFile(name), '');
  };
  const lockThread = (threadId = id): ReturnType<typeof holdFlock> => {
    mkdirSync(folder(), { recursive: true });
    return holdFlock(lockFile(threadId));
  };
  const holders = async (...threadIds: string[]): Promise<unknown> =>
    Object.fromEntries(await locks().holders(threadIds));

  it('nothing is held if the folder is missing, and it is not created', async () => {
    assert.deepEqual(await holders(id), {});
    assert.deepEqual(await locks().stale(), []);
    assert.equal(existsSync(folder()), false);
  });

  it('a thread without a lock file is not held', async () => {
    leaveLock(idOf(2));
    leaveLock('.coordination');
    assert.deepEqual(await holders(id), {});
  });

  it('ignores what is not a thread id', async () => {
    const none = ['', '..', '../x', '/etc/passwd', 'a\0b', '__proto__', '.coordination', id.toUpperCase()];
    for (const name of none) if (!/[/\0]/.test(name)) leaveLock(name);
    assert.deepEqual(await holders(...none), {});
    assert.deepEqual(await locks().stale(), []);
  });

  if (runsOn('unix', makesLinks)) {
    it('reports what cannot be checked, instead of treating it as free', async () => {
      symlinkSync('thread-writer-locks', folder());
      for (const asked of [holders(id), locks().stale()]) {
        const { cause, ...failure } = (await rejectedFailure(asked)) as { cause: string };
        assert.deepEqual(failure, { code: 'writerLocksUnreadable', path: folder() });
        assert.match(cause, /^ELOOP/);
      }
    });

    it('a folder that leads out of the home is refused, and nothing is created there', async () => {
      symlinkSync(elsewhere(), folder());
      writeFileSync(path.join(elsewhere(), `${id}.lock`), '');
      const refused = { code: 'folderLeadsOutside', folder: folder() };
      for (const asked of [locks().hold(), holders(id), locks().stale()])
        assert.deepEqual(await rejectedFailure(asked), refused);
      assert.deepEqual(readdirSync(elsewhere()), [`${id}.lock`]);
    });
  }

  // Elsewhere nothing shows who holds a lock, or whether a leftover file is held.
  if (!runsOn('linux', 'flock(1) stands in for a Codex that has a lock')) return;

  describe('of threads', () => {
    it('a locked file is held by that process; the file that it leaves when killed is stale', async () => {
      const { pid, release } = await lockThread();
      leaveLock(idOf(2));
      assert.deepEqual(await holders(id, idOf(2)), { [id]: { pid, command: 'cat' } });
      assert.deepEqual(await locks().stale(), [idOf(2)]);
      await release();
      assert.deepEqual(await holders(id, idOf(2)), {});
      assert.deepEqual((await locks().stale()).sort(), [id, idOf(2)]);
    });

    it('returns only the requested threads', async () => {
      const [first] = [await lockThread(), await lockThread(idOf(2))];
      assert.deepEqual(await holders(id, idOf(3)), { [id]: { pid: first.pid, command: 'cat' } });
    });

    it('anything but a regular file is held by an unknown process, and is not stale', async () => {
      leaveLock('target');
      symlinkSync('target.lock', lockFile());
      assert.deepEqual(await holders(id), { [id]: { pid: null, command: null } });
      assert.deepEqual(await locks().stale(), []);
    });

    it('many files, some of them held', async () => {
      const ids = Array.from({ length: 40 }, (_, at) => idOf(at));
      for (const each of ids) leaveLock(each);
      await Promise.all([7, 17, 27].map(at => lockThread(idOf(at))));
      assert.deepEqual([...(await locks().holders(ids)).keys()].sort(), [7, 17, 27].map(idOf));
      assert.equal((await locks().stale()).length, 37);
    });

    it('while the lock is held, each call checks again what was not free', async () => {
      leaveLock(idOf(2));
      const { release } = await lockThread();
      const held = locks();
      await held.hold();
      assert.deepEqual([...(await held.holders([id, idOf(2)])).keys()], [id]);
      await release();
      assert.deepEqual([...(await held.holders([id, idOf(2)])).keys()], []);
      // Once it is released, another Codex may come.
      held.release();
      await lockThread(idOf(2));
      assert.deepEqual([...(await held.holders([id, idOf(2)])).keys()], [idOf(2)]);
    });
  });

  describe('the coordination lock', () => {
    const coordination = (): string => lockFile('.coordination');
    /** Whether another process can take it. */
    const isFree = async (): Promise<boolean> => {
      const [code] = (await once(spawn('/usr/bin/flock', ['--nonblock', coordination(), 'true']), 'exit')) as [number];
      return code === 0;
    };

    it('is held until released, and can be taken again', async () => {
      const held = locks();
      for (let round = 0; round < 2; round++) {
        await held.hold();
        await held.hold();
        assert.equal(await isFree(), false);
        held.release();
        held.release();
        assert.equal(await isFree(), true);
      }
    });

    it('is taken in a folder that a link within the home leads to, as Codex does', async () => {
      mkdirSync(path.join(home(), 'locks'));
      symlinkSync('locks', folder());
      await locks().hold();
      assert.deepEqual(readdirSync(path.join(home(), 'locks')), ['.coordination.lock']);
    });

    it('is taken for a check, and given back', async () => {
      leaveLock();
      const { release } = await holdFlock(coordination());
      const looking = locks().holders([id]);
      await untilAwaited(coordination());
      await release();
      assert.deepEqual([...(await looking)], []);
      assert.equal(await isFree(), true);
    });

    it('is waited for, and taken by one after the other', async () => {
      const [first, second] = [locks(), locks()];
      await first.hold();
      const waiting = second.hold();
      await untilAwaited(coordination());
      first.release();
      await waiting;
      assert.equal(await isFree(), false);
    });

    it('kept by another program: gives up after 5 seconds, and names it', async () => {
      mkdirSync(folder());
      const { pid } = await holdFlock(coordination());
      assert.deepEqual(await rejectedFailure(locks().hold()), {
        code: 'coordinationLockHeld',
        path: coordination(),
        seconds: 5,
        holder: { pid, command: 'cat' },
      });
    });

    it('is taken again if its file was removed or replaced', async () => {
      const held = locks();
      await held.hold();
      rmSync(folder(), { recursive: true });
      await held.hold();
      assert.equal(await isFree(), false);
      renameSync(coordination(), `${coordination()}.old`);
      leaveLock('.coordination');
      assert.equal(await isFree(), true);
      await held.hold();
      assert.equal(await isFree(), false);
    });

    it('is taken on the new file if its file was removed meanwhile', async () => {
      const first = locks();
      await first.hold();
      const second = locks();
      const waiting = second.hold();
      await untilAwaited(coordination());
      rmSync(coordination());
      first.release();
      await waiting;
      assert.equal(existsSync(coordination()), true);
      assert.equal(await isFree(), false);
    });

    it('ends with the process that held it, however that ends', async () => {
      const script = path.join(import.meta.dirname, 'coordinationHolder.mts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, home()], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      assert.equal(await isFree(), false);
      child.kill('SIGKILL');
      await ended;
      assert.equal(await isFree(), true);
    });

    const obstacles: [string, () => void, Failure['code'], () => string][] = [
      [
        'a link instead of the file',
        () => {
          mkdirSync(folder());
          writeFileSync(path.join(home(), 'target'), '');
          symlinkSync('../target', coordination());
        },
        'lockFileOdd',
        coordination,
      ],
      [
        'a folder instead of the file',
        () => mkdirSync(coordination(), { recursive: true }),
        'lockFileOdd',
        coordination,
      ],
      ['a file instead of the folder', () => writeFileSync(folder(), ''), 'lockFileUnavailable', coordination],
      [
        'a dangling link instead of the folder',
        () => symlinkSync('nowhere', folder()),
        'lockFileUnavailable',
        coordination,
      ],
      ['no home', () => rmSync(home(), { recursive: true }), 'writerLocksUnreadable', folder],
    ];
    for (const [title, make, code, file] of obstacles) {
      it(`cannot be taken: ${title}`, async () => {
        make();
        const failure = await rejectedFailure(locks().hold());
        assert.deepEqual([failure.code, 'path' in failure && failure.path], [code, file()]);
      });
    }

    it('leaves no file open', async () => {
      leaveLock();
      await lockThread(idOf(2));
      const before = readdirSync('/proc/self/fd').length;
      const held = locks();
      await held.hold();
      await held.holders([id, idOf(2)]);
      held.release();
      await held.stale();
      assert.equal(readdirSync('/proc/self/fd').length, before);
    });
  });
});
