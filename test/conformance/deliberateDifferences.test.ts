// Where this server differs from the real Codex on purpose: what it does, and what Codex 0.169 does if that is quick
// and harmless to show. (On a cycle Codex never answers and fills the disk, so it is not asked.)
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { OperationReport, OperationResult } from '../../src/protocol/methods';
import { rolloutPath, writeHome } from '../fixtures/generateHome';
import { idOf } from '../fixtures/ids';
import type { PlannedThread } from '../fixtures/planForest';
import { thread, threeGenerations } from '../fixtures/smallHomes';
import { startCodex, startOnHome, startOurs } from '../support/codex';
import { runsOn } from '../support/runsOn';
import { threadServerScript } from '../support/server';
import { isArchived as isArchivedIn, withDatabase } from '../support/stateDb';
import type { Answer, StdioClient } from '../support/stdioClient';
import { systemPath } from '../support/systemPath';
import { withTemporaryFolder } from '../support/temporaryFolder';

interface Running {
  home: string;
  /** Sends a request and waits for `expected` notifications about moved threads. */
  ask: (method: string, params: object, expected?: number) => Promise<{ answer: Answer; moved: unknown[] }>;
}

/** Runs a test against one server, on its own home. */
function on(
  start: (home: string) => StdioClient,
  makeHome: (home: string) => void,
  test: (running: Running) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async home => {
    makeHome(home);
    const server = start(home);
    try {
      await server.initialize();
      await test({
        home,
        ask: async (method, params, expected = 0) => {
          const answer = await server.ask(method, params);
          const notifications = await server.takeNotifications(expected);
          return { answer, moved: notifications.map(({ params: { threadId } }) => threadId) };
        },
      });
    } finally {
      await server.close();
    }
  });
}

const threads = threeGenerations();
const [root, child, grandchild] = threads as [PlannedThread, PlannedThread, PlannedThread];
const isArchived = (home: string, { id }: PlannedThread): boolean => isArchivedIn(home, id);
const addEdge = (home: string, parent: string, to: string): void =>
  withDatabase(
    home,
    database =>
      void database.prepare("INSERT OR REPLACE INTO thread_spawn_edges VALUES (?, ?, 'open')").run(parent, to),
  );
const planned = (home: string): void => writeHome(home, threads);
const idsOf = ({ result }: Answer): string[] => (result as { data: { id: string }[] }).data.map(({ id }) => id);
const reports = ({ result }: Answer): OperationReport[] => (result as OperationResult).reports;

describe('deliberate differences from the real Codex', () => {
  it('a self-edge: terminates, and archives the thread once', () =>
    on(
      startOurs,
      home => {
        planned(home);
        addEdge(home, root.id, root.id);
      },
      async ({ ask }) => {
        const { answer, moved } = await ask('thread/archive', { threadId: root.id }, 3);
        assert.deepEqual(answer.result, {});
        assert.deepEqual(moved, [root.id, grandchild.id, child.id]);
      },
    ));

  it('a cycle: terminates, and archives each thread once', () =>
    on(
      startOurs,
      home => {
        planned(home);
        addEdge(home, grandchild.id, root.id);
      },
      async ({ ask }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: child.id }, 3)).moved, [
          child.id,
          root.id,
          grandchild.id,
        ]);
        assert.deepEqual((await ask('thread/unarchive', { threadId: root.id }, 3)).moved, [
          root.id,
          child.id,
          grandchild.id,
        ]);
      },
    ));

  describe('an edge to a sub-agent whose id is not a UUID', () => {
    const makeHome = (home: string): void => {
      planned(home);
      addEdge(home, root.id, '../../etc/passwd');
    };
    it('Codex: the whole archive fails', () =>
      on(startCodex, makeHome, async ({ ask, home }) => {
        assert.equal((await ask('thread/archive', { threadId: root.id })).answer.error?.code, -32603);
        assert.ok(!isArchived(home, root));
      }));
    it('ours: the edge is skipped, and the rest archived', () =>
      on(startOurs, makeHome, async ({ ask }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 3)).moved, [
          root.id,
          grandchild.id,
          child.id,
        ]);
      }));
    it('ours, for the window: the edge is reported with the reason', () =>
      on(startOurs, makeHome, async ({ ask }) => {
        const { answer } = await ask('threadTree/archive', { threadIds: [root.id] });
        const bad = reports(answer).find(({ threadId }) => threadId === '../../etc/passwd');
        assert.equal(bad?.status, 'skipped');
        assert.deepEqual(bad?.failure, { code: 'notAThreadId' });
        assert.equal(reports(answer).filter(({ status }) => status === 'archived').length, 3);
      }));
  });

  describe('an archived rollout of that name exists', () => {
    const makeHome =
      (taken: PlannedThread) =>
      (home: string): void => {
        planned(home);
        mkdirSync(path.join(home, 'archived_sessions'));
        writeFileSync(rolloutPath(home, taken, true), 'precious');
      };
    const text = (home: string, { id }: PlannedThread, isInArchive: boolean): string =>
      readFileSync(rolloutPath(home, threads.find(each => each.id === id) as PlannedThread, isInArchive), 'utf8');

    it('Codex: overwrites it silently', () =>
      on(startCodex, makeHome(child), async ({ ask, home }) => {
        assert.equal((await ask('thread/archive', { threadId: root.id }, 3)).moved.length, 3);
        assert.notEqual(text(home, child, true), 'precious');
      }));
    it('ours: a sub-agent of that name stays, and both files are unchanged', () =>
      on(startOurs, makeHome(child), async ({ ask, home }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 2)).moved, [root.id, grandchild.id]);
        assert.equal(text(home, child, true), 'precious');
        assert.match(text(home, child, false), /session_meta/);
        assert.ok(!isArchived(home, child));
      }));
    it('ours: a root of that name is refused, and nothing moves', () =>
      on(startOurs, makeHome(root), async ({ ask, home }) => {
        const { answer, moved } = await ask('thread/archive', { threadId: root.id });
        assert.equal(answer.error?.code, -32603);
        assert.match(
          answer.error?.message ?? '',
          /^failed to archive session: thread-store internal error: failed to archive thread: File exists/,
        );
        assert.deepEqual(moved, []);
        assert.equal(text(home, root, true), 'precious');
        assert.deepEqual(
          threads.map(each => isArchived(home, each)),
          [false, false, false],
        );
      }));
    it('ours: unarchive does not overwrite either', () =>
      on(
        startOurs,
        home => {
          writeHome(home, [{ ...root, archived: true }]);
          mkdirSync(path.dirname(rolloutPath(home, root, false)), { recursive: true });
          writeFileSync(rolloutPath(home, root, false), 'precious');
        },
        async ({ ask, home }) => {
          assert.equal((await ask('thread/unarchive', { threadId: root.id })).answer.error?.code, -32603);
          assert.equal(text(home, root, false), 'precious');
          assert.match(text(home, root, true), /session_meta/);
        },
      ));
  });

  describe('a folder is named as the archived rollout of a thread without a row', () => {
    const makeHome = (home: string): void => {
      writeHome(home, [root]);
      mkdirSync(rolloutPath(home, child, true), { recursive: true });
    };
    const unarchive = (start: (home: string) => StdioClient, code: number, message: RegExp): Promise<void> =>
      on(start, makeHome, async ({ ask, home }) => {
        const { answer } = await ask('thread/unarchive', { threadId: child.id });
        assert.equal(answer.error?.code, code);
        assert.match(answer.error.message, message);
        assert.deepEqual(readdirSync(path.join(home, 'archived_sessions')), [path.basename(rolloutPath(home, child))]);
      });

    it('Codex: unarchive takes it for the rollout, and fails', () =>
      unarchive(startCodex, -32603, /failed to update unarchived thread timestamp/));
    it('ours: there is no such rollout', () => unarchive(startOurs, -32600, /^no archived rollout found/));
  });

  describe('both .jsonl and .jsonl.zst', () => {
    const makeHome = (home: string): void => {
      planned(home);
      writeFileSync(`${rolloutPath(home, root)}.zst`, zstdCompressSync(readFileSync(rolloutPath(home, root))));
    };
    const names = (home: string): string[] =>
      readdirSync(path.join(home, 'archived_sessions'))
        .filter(name => name.includes(root.id))
        .sort();
    const name = path.basename(rolloutPath('', root));

    it('Codex: the .zst stays behind', () =>
      on(startCodex, makeHome, async ({ ask, home }) => {
        await ask('thread/archive', { threadId: root.id });
        assert.deepEqual(names(home), [name]);
      }));
    it('ours: both move, and back', () =>
      on(startOurs, makeHome, async ({ ask, home }) => {
        await ask('thread/archive', { threadId: root.id });
        assert.deepEqual(names(home), [name, `${name}.zst`]);
        await ask('thread/unarchive', { threadId: root.id });
        assert.deepEqual(names(home), []);
      }));
    it('ours: neither moves if one cannot', () =>
      on(
        startOurs,
        home => {
          makeHome(home);
          mkdirSync(`${rolloutPath(home, root, true)}.zst`, { recursive: true });
        },
        async ({ ask, home }) => {
          assert.equal((await ask('thread/archive', { threadId: root.id })).answer.error?.code, -32603);
          assert.deepEqual(names(home), [`${name}.zst`]);
          assert.ok(existsSync(rolloutPath(home, root)) && existsSync(`${rolloutPath(home, root)}.zst`));
        },
      ));
  });

  if (runsOn('unix', 'has a shell that limits how many files may be open'))
    it('more descendants than files that may be open', function () {
      this.timeout(60_000);
      const many = [
        root,
        ...Array.from({ length: 1100 }, (_, index) => thread((index + 16).toString(16), { parentId: root.id })),
      ];
      const limited = (home: string): StdioClient =>
        startOnHome(
          '/bin/sh',
          ['-c', 'ulimit -n 256 && exec "$0" "$@"', process.execPath, threadServerScript, '--stdio'],
          home,
        );
      return on(
        limited,
        home => writeHome(home, many),
        async ({ ask }) => {
          assert.equal((await ask('thread/archive', { threadId: root.id }, many.length)).moved.length, many.length);
        },
      );
    });

  describe('a descendant fails', () => {
    const makeHome = (home: string): void => writeHome(home, threeGenerations({ child: { blocked: true } }));
    const obstacle = (home: string): string => rolloutPath(home, child, true);

    it('reports to the window what happened to each thread, and why', () =>
      on(startOurs, makeHome, async ({ ask }) => {
        const { answer } = await ask('threadTree/archive', { threadIds: [root.id] });
        assert.deepEqual(
          reports(answer).map(({ threadId, status }) => [threadId, status]),
          [
            [root.id, 'archived'],
            [grandchild.id, 'archived'],
            [child.id, 'failed'],
          ],
        );
        const failure = reports(answer).at(-1)?.failure;
        assert.ok(failure?.code === 'refused' && failure.error === 'EISDIR', JSON.stringify(failure));
      }));
    it('archiving again: thread/archive answers as Codex does, threadTree/archive finishes the rest', () =>
      on(startOurs, makeHome, async ({ ask, home }) => {
        await ask('thread/archive', { threadId: root.id });
        const again = await ask('thread/archive', { threadId: root.id });
        assert.deepEqual(again.answer.error, { code: -32600, message: `no rollout found for thread id ${root.id}` });
        rmdirSync(obstacle(home));
        const { answer } = await ask('threadTree/archive', { threadIds: [root.id] });
        assert.ok(reports(answer).some(({ threadId, status }) => threadId === child.id && status === 'archived'));
        assert.deepEqual(
          threads.map(each => isArchived(home, each)),
          [true, true, true],
        );
      }));
    it('a bad subtree does not stop another one', () =>
      on(
        startOurs,
        home => writeHome(home, [{ ...root, blocked: true }, child, grandchild, thread('0a')]),
        async ({ ask }) => {
          const { answer } = await ask('threadTree/archive', { threadIds: [root.id, idOf('0a')] });
          const statusOf = (id: string): string | undefined =>
            reports(answer).find(({ threadId }) => threadId === id)?.status;
          assert.deepEqual([statusOf(root.id), statusOf(idOf('0a'))], ['failed', 'archived']);
        },
      ));
  });

  describe('a sub-agent without an edge', () => {
    const makeHome = (home: string): void => writeHome(home, threeGenerations({ child: { edge: null } }));
    it('Codex: stays active', () =>
      on(startCodex, makeHome, async ({ ask }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 1)).moved, [root.id]);
      }));
    it('ours: the parent in its source counts', () =>
      on(startOurs, makeHome, async ({ ask }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 3)).moved, [
          root.id,
          grandchild.id,
          child.id,
        ]);
      }));
  });

  if (runsOn('windows', 'ignores the case of names')) {
    describe('a folder that is gone, in another case', () => {
      const makeHome = (home: string): void => writeHome(home, [{ ...root, cwd: systemPath('/gone') }]);
      const query = { useStateDbOnly: true, cwd: systemPath('/GONE') };
      it('Codex: lists nothing', () =>
        on(startCodex, makeHome, async ({ ask }) => {
          assert.deepEqual(idsOf((await ask('thread/list', query)).answer), []);
        }));
      it('ours: lists its threads', () =>
        on(startOurs, makeHome, async ({ ask }) => {
          assert.deepEqual(idsOf((await ask('thread/list', query)).answer), [root.id]);
        }));
    });
  }

  it("moves a rollout without a row, and leaves the row to Codex's next scan", () =>
    on(
      startOurs,
      home => {
        planned(home);
        withDatabase(
          home,
          database => void database.prepare('DELETE FROM threads WHERE id IN (?, ?)').run(root.id, child.id),
        );
      },
      async ({ ask, home }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 3)).moved, [
          root.id,
          grandchild.id,
          child.id,
        ]);
        assert.deepEqual(
          threads.map(each => existsSync(rolloutPath(home, each, true))),
          [true, true, true],
        );
        assert.equal(
          withDatabase(home, database => database.prepare('SELECT count(*) AS count FROM threads').get()?.count),
          1,
        );
      },
    ));

  it('no state DB: archives only the root, by the name of its rollout, and creates no state DB', () =>
    on(
      startOurs,
      home => {
        planned(home);
        rmSync(path.join(home, 'state_5.sqlite'));
      },
      async ({ ask, home }) => {
        assert.deepEqual((await ask('thread/archive', { threadId: root.id }, 1)).moved, [root.id]);
        assert.ok(existsSync(rolloutPath(home, root, true)) && existsSync(rolloutPath(home, child)));
        assert.deepEqual(
          readdirSync(home).filter(name => name.endsWith('.sqlite')),
          [],
        );
      },
    ));
});
