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

const id = idOf(1);

describe('writer locks', () => {
  const home = temporaryFolder();
  const holdFlock = flockHolders();
  const opened: WriterLocks[] = [];
  /** Another server's at each call. */
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

  it('without the folder nothing is held, and none is made', async () => {
    assert.deepEqual(await holders(id), {});
    assert.deepEqual(await locks().stale(), []);
    assert.equal(existsSync(folder()), false);
  });

  it('without a file for the thread it is not held', async () => {
    leaveLock(idOf(2));
    leaveLock('.coordination');
    assert.deepEqual(await holders(id), {});
  });

  it('an id that is none leads nowhere', async () => {
    const none = ['', '..', '../x', '/etc/passwd', 'a\0b', '__proto__', '.coordination', id.toUpperCase()];
    for (const name of none) if (!/[/\0]/.test(name)) leaveLock(name);
    assert.deepEqual(await holders(...none), {});
    assert.deepEqual(await locks().stale(), []);
  });

  it('what cannot be looked at is said, not taken for free', async () => {
    symlinkSync('thread-writer-locks', folder());
    for (const asked of [holders(id), locks().stale()]) {
      const { cause, ...failure } = (await rejectedFailure(asked)) as { cause: string };
      assert.deepEqual(failure, { code: 'writerLocksUnreadable', path: folder() });
      assert.match(cause, /^ELOOP/);
    }
  });

  // Elsewhere nothing tells who holds a lock, or whether a file that was left behind is held.
  if (process.platform !== 'linux') return;

  describe('of threads', () => {
    it('a locked file is held, by that process; what it leaves when it is killed is stale', async () => {
      const { pid, release } = await lockThread();
      leaveLock(idOf(2));
      assert.deepEqual(await holders(id, idOf(2)), { [id]: { pid, command: 'cat' } });
      assert.deepEqual(await locks().stale(), [idOf(2)]);
      await release();
      assert.deepEqual(await holders(id, idOf(2)), {});
      assert.deepEqual((await locks().stale()).sort(), [id, idOf(2)]);
    });

    it('only those that are asked for are told', async () => {
      const [first] = [await lockThread(), await lockThread(idOf(2))];
      assert.deepEqual(await holders(id, idOf(3)), { [id]: { pid: first.pid, command: 'cat' } });
    });

    it('what is no regular file is held by nobody knows whom, and not stale', async () => {
      leaveLock('target');
      symlinkSync('target.lock', lockFile());
      assert.deepEqual(await holders(id), { [id]: { pid: null, command: null } });
      assert.deepEqual(await locks().stale(), []);
    });

    it('many of them, some held', async () => {
      const ids = Array.from({ length: 40 }, (_, at) => idOf(at));
      for (const each of ids) leaveLock(each);
      await Promise.all([7, 17, 27].map(at => lockThread(idOf(at))));
      assert.deepEqual([...(await locks().holders(ids)).keys()].sort(), [7, 17, 27].map(idOf));
      assert.equal((await locks().stale()).length, 37);
    });

    it('while held each call looks anew at what was not free', async () => {
      leaveLock(idOf(2));
      const { release } = await lockThread();
      const held = locks();
      await held.hold();
      assert.deepEqual([...(await held.holders([id, idOf(2)])).keys()], [id]);
      await release();
      assert.deepEqual([...(await held.holders([id, idOf(2)])).keys()], []);
      // Let go, and another Codex may come.
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

    it('is held until it is released, and again', async () => {
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

    it('is borrowed to look, and given back', async () => {
      leaveLock();
      const { release } = await holdFlock(coordination());
      const looking = locks().holders([id]);
      await untilAwaited(coordination());
      await release();
      assert.deepEqual([...(await looking)], []);
      assert.equal(await isFree(), true);
    });

    it('is waited for, by one after the other', async () => {
      const [first, second] = [locks(), locks()];
      await first.hold();
      const waiting = second.hold();
      await untilAwaited(coordination());
      first.release();
      await waiting;
      assert.equal(await isFree(), false);
    });

    it('that another program keeps is given up after 5 seconds, with who it is', async () => {
      mkdirSync(folder());
      const { pid } = await holdFlock(coordination());
      assert.deepEqual(await rejectedFailure(locks().hold()), {
        code: 'coordinationLockHeld',
        path: coordination(),
        seconds: 5,
        holder: { pid, command: 'cat' },
      });
    });

    it('is taken anew when its file was removed or replaced', async () => {
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

    it('whose file was removed while it was waited for is taken on the new file', async () => {
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

    it('goes with the process that held it, however it ends', async () => {
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
        'a link in place of the file',
        () => {
          mkdirSync(folder());
          writeFileSync(path.join(home(), 'target'), '');
          symlinkSync('../target', coordination());
        },
        'lockFileOdd',
        coordination,
      ],
      [
        'a folder in place of the file',
        () => mkdirSync(coordination(), { recursive: true }),
        'lockFileOdd',
        coordination,
      ],
      ['a file in place of the folder', () => writeFileSync(folder(), ''), 'lockFileUnavailable', coordination],
      [
        'a link to nowhere in place of the folder',
        () => symlinkSync('nowhere', folder()),
        'lockFileUnavailable',
        coordination,
      ],
      ['no home', () => rmSync(home(), { recursive: true }), 'writerLocksUnreadable', folder],
    ];
    for (const [title, make, code, file] of obstacles) {
      it(`cannot be had: ${title}`, async () => {
        make();
        const failure = await rejectedFailure(locks().hold());
        assert.deepEqual([failure.code, 'path' in failure && failure.path], [code, file()]);
      });
    }

    it('leaves nothing open', async () => {
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
