// `thread/archive` and `thread/unarchive` on subtrees, side by side with the real Codex: the cases of its change
// "cascade thread archive", and the ones around them.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { rolloutPath, writeHome } from '../fixtures/generateHome';
import { idOf } from '../fixtures/ids';
import type { PlannedThread } from '../fixtures/planForest';
import { thread, threeGenerations } from '../fixtures/smallHomes';
import { startPair, type Pair } from './pair';
import { copySample, labelsOf, type SampleName } from '../support/sampleHome';
import { rolloutPathOf, withDatabase } from '../support/stateDb';

const archived = (...labels: string[]): object[] =>
  labels.map(label => ({ method: 'thread/archived', params: { threadId: idOf(label) } }));
const unarchived = (...labels: string[]): object[] =>
  labels.map(label => ({ method: 'thread/unarchived', params: { threadId: idOf(label) } }));

/** Runs a test on both servers and compares the homes afterwards. */
async function onPair(makeHome: (folder: string) => void, test: (pair: Pair) => Promise<void>): Promise<void> {
  const pair = await startPair(makeHome);
  try {
    await test(pair);
    pair.compareHomes();
  } finally {
    await pair.close();
  }
}

const planned =
  (threads: PlannedThread[]) =>
  (folder: string): void =>
    writeHome(folder, threads);
const sample =
  (name: SampleName, change: (home: string) => void = () => undefined) =>
  (folder: string): void => {
    copySample(name, folder);
    change(folder);
  };

describe('a cascade, as the real Codex does it', () => {
  it('archives all descendants, over open and closed edges', () =>
    onPair(planned(threeGenerations()), async ({ ask }) => {
      const { answer, notifications } = await ask('thread/archive', { threadId: idOf('01') });
      assert.deepEqual(answer.result, {});
      assert.deepEqual(notifications, archived('01', '03', '02'));
    }));

  it('leaves a sub-agent active if a folder is where its archived rollout should go', () =>
    onPair(planned(threeGenerations({ child: { blocked: true } })), async ({ ask }) => {
      const { notifications } = await ask('thread/archive', { threadId: idOf('01') });
      assert.deepEqual(notifications, archived('01', '03'));
    }));

  it('archives a thread whose only edge leads nowhere', () =>
    onPair(planned([thread('01'), thread('02', { parentId: idOf('01'), rollout: 'nowhere' })]), async ({ ask }) => {
      const { notifications } = await ask('thread/archive', { threadId: idOf('01') });
      assert.deepEqual(notifications, archived('01'));
    }));

  it('archives the deepest threads first, ordered by id', () => {
    const home = planned([
      thread('01'),
      thread('0b', { parentId: idOf('01') }),
      thread('0a', { parentId: idOf('01') }),
      thread('09', { parentId: idOf('0b') }),
      thread('0f', { parentId: idOf('0a') }),
    ]);
    return onPair(home, async ({ ask }) => {
      assert.deepEqual(
        (await ask('thread/archive', { threadId: idOf('01') })).notifications,
        archived('01', '0f', '09', '0b', '0a'),
      );
      assert.deepEqual(
        (await ask('thread/unarchive', { threadId: idOf('01') })).notifications,
        unarchived('01', '0a', '0b', '09', '0f'),
      );
    });
  });

  it('skips an archived sub-agent and continues below it', () =>
    onPair(planned(threeGenerations({ child: { archived: true } })), async ({ ask }) => {
      assert.deepEqual((await ask('thread/archive', { threadId: idOf('01') })).notifications, archived('01', '03'));
      assert.deepEqual(
        (await ask('thread/unarchive', { threadId: idOf('01') })).notifications,
        unarchived('01', '02', '03'),
      );
    }));

  it('skips a sub-agent whose rollout is missing', () =>
    onPair(planned(threeGenerations({ child: { rollout: 'missing' } })), async ({ ask }) => {
      assert.deepEqual((await ask('thread/archive', { threadId: idOf('01') })).notifications, archived('01', '03'));
    }));

  it('touches no sub-agent if the root fails', () =>
    onPair(planned([{ ...thread('01'), blocked: true }, ...threeGenerations().slice(1)]), async ({ ask }) => {
      const { answer, notifications } = await ask('thread/archive', { threadId: idOf('01') });
      assert.equal(answer.error?.code, -32603);
      assert.deepEqual(notifications, []);
    }));

  it("unarchives what it can if a folder is where a sub-agent's rollout should go", () =>
    onPair(
      planned(
        threeGenerations({ child: { blocked: true, archived: true }, grandchild: { archived: true } }).map(each => ({
          ...each,
          archived: true,
        })),
      ),
      async ({ ask }) => {
        assert.deepEqual(
          (await ask('thread/unarchive', { threadId: idOf('01') })).notifications,
          unarchived('01', '03'),
        );
      },
    ));

  it('archives only the sub-agent if its parent is archived already', () =>
    onPair(planned(threeGenerations()), async ({ ask }) => {
      await ask('thread/archive', { threadId: idOf('02') });
      await ask('thread/archive', { threadId: idOf('03') });
      await ask('thread/archive', { threadId: idOf('01') });
      await ask('thread/unarchive', { threadId: idOf('02') });
      await ask('thread/archive', { threadId: idOf('01') });
    }));

  describe('on homes that a real Codex wrote', () => {
    for (const name of ['family', 'family-archived', 'family-partly-archived'] as const) {
      it(name, () =>
        onPair(sample(name), async pair => {
          const labels = labelsOf(name);
          for (const method of ['thread/archive', 'thread/unarchive', 'thread/unarchive', 'thread/archive']) {
            for (const label of ['A1', 'S', 'R', 'B']) {
              await pair.ask(method, { threadId: labels[label] });
              pair.compareHomes();
            }
          }
        }),
      );
    }

    const { S, F } = labelsOf('revert-and-fork') as { S: string; F: string };
    it('moves all rollouts of a reverted thread, but not its fork', () =>
      onPair(sample('revert-and-fork'), async pair => {
        for (const method of ['thread/archive', 'thread/unarchive', 'thread/archive']) {
          await pair.ask(method, { threadId: S });
          pair.compareHomes();
        }
        await pair.ask('thread/read', { threadId: F });
      }));

    it("moves a reverted thread's rollouts to the days in their names", () =>
      onPair(
        sample('revert-and-fork', home => {
          const elsewhere = path.join(home, 'sessions/2026/01/02');
          mkdirSync(elsewhere, { recursive: true });
          const file = rolloutPathOf(home, S);
          renameSync(file, path.join(elsewhere, path.basename(file)));
          withDatabase(home, database =>
            database
              .prepare('UPDATE threads SET rollout_path = ? WHERE id = ?')
              .run(path.join(elsewhere, path.basename(file)), S),
          );
        }),
        async ({ ask }) => {
          await ask('thread/archive', { threadId: S });
          await ask('thread/unarchive', { threadId: S });
        },
      ));
  });

  describe('rollouts in unusual locations', () => {
    const threads = threeGenerations();
    const [root, child] = threads as [PlannedThread, PlannedThread];
    const moveTo =
      (moved: PlannedThread, place: (home: string, name: string) => string, keepRow = false) =>
      (home: string): void => {
        writeHome(home, threads);
        const file = rolloutPath(home, moved);
        const target = place(home, path.basename(file));
        mkdirSync(path.dirname(target), { recursive: true });
        renameSync(file, target);
        if (!keepRow)
          withDatabase(home, database =>
            database.prepare('UPDATE threads SET rollout_path = ? WHERE id = ?').run(target, moved.id),
          );
      };
    const both: [string, (home: string) => void][] = [
      ['the root is directly in sessions', moveTo(root, (home, name) => path.join(home, 'sessions', name))],
      ['the root is outside sessions', moveTo(root, (home, name) => path.join(home, 'elsewhere', name))],
      ['a sub-agent is outside sessions', moveTo(child, (home, name) => path.join(home, 'elsewhere', name))],
      ['the root has another name', moveTo(root, home => path.join(home, 'sessions/2026/05/02/other.jsonl'))],
      ['a sub-agent has another name', moveTo(child, home => path.join(home, 'sessions/2026/05/02/other.jsonl'))],
      [
        'the root was moved by hand, but not its row',
        moveTo(root, (home, name) => path.join(home, 'archived_sessions', name), true),
      ],
      [
        'a sub-agent was moved by hand, but not its row',
        moveTo(child, (home, name) => path.join(home, 'archived_sessions', name), true),
      ],
      [
        "the root's row names another thread's rollout",
        home => {
          writeHome(home, threads);
          rmSync(rolloutPath(home, root));
          withDatabase(home, database =>
            database.prepare('UPDATE threads SET rollout_path = ? WHERE id = ?').run(rolloutPath(home, child), root.id),
          );
        },
      ],
    ];
    for (const [title, makeHome] of both) {
      it(title, () =>
        onPair(makeHome, async ({ ask }) => {
          const { answer } = await ask('thread/archive', { threadId: root.id });
          if (!answer.error) await ask('thread/unarchive', { threadId: root.id });
        }),
      );
    }
  });
});
