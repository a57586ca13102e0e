// Homes that each version of Codex made: that version lists, reads, unarchives and resumes what this server archives,
// and this server shows and unarchives what that version archives.
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { codexVersions } from '../../scripts/codexVersion';
import type { CheckupResult, OperationResult, TreeListResponse } from '../../src/protocol/methods';
import { startCodex, startOurs } from '../support/codex';
import { patience } from '../support/eventually';
import { exactState } from '../support/exactState';
import { rolloutFilesOf } from '../support/files';
import { rolloutPathOf } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { suiteFolder } from '../support/temporaryFolder';
import { versionFacts } from './support/versionFacts';
import {
  allKinds,
  copyVersionHome,
  labels,
  makeVersionHome,
  type Label,
  type VersionHome,
} from './support/versionHome';

const subtree: Label[] = ['R', 'A', 'A1', 'A1x', 'A2', 'B', 'B1', 'C'];

for (const version of codexVersions) {
  const facts = versionFacts[version];

  describe(`homes that Codex ${version} made`, function () {
    this.timeout(60_000 * patience);
    const folder = suiteFolder();
    let made: VersionHome;
    let home: string;
    let running: StdioClient[];
    let homes = 0;
    before(async () => {
      made = await makeVersionHome(version, folder('made'));
    });
    beforeEach(() => {
      home = folder(`home-${homes++}`);
      mkdirSync(home);
      copyVersionHome(made, home);
      running = [];
    });
    afterEach(async () => void (await Promise.all(running.map(server => server.close()))));

    const start = async (server: StdioClient): Promise<StdioClient> => {
      running.push(server);
      await server.initialize();
      return server;
    };
    const labelsOf = (ids: readonly string[]): Label[] => labels.filter(label => ids.includes(made.ids[label]));
    /** What Codex lists, both from its state DB alone and with a scan of the files, which must agree. */
    const listed = async (codex: StdioClient, archived: boolean): Promise<Label[]> => {
      const [quick, thorough] = await Promise.all(
        [true, false].map(async useStateDbOnly => {
          const { data } = await codex.request<{ data: { id: string }[] }>('thread/list', {
            archived,
            sourceKinds: allKinds,
            limit: 100,
            useStateDbOnly,
          });
          return labelsOf(data.map(({ id }) => id));
        }),
      );
      assert.deepEqual(quick, thorough);
      return quick ?? [];
    };
    const turnsOf = async (codex: StdioClient, label: Label): Promise<unknown> => {
      const { thread } = await codex.request<{ thread: { turns: { items: unknown[] }[] } }>('thread/read', {
        threadId: made.ids[label],
        includeTurns: true,
      });
      assert.ok(thread.turns.length > 0, label);
      return thread.turns;
    };
    /** The names of a view's top level, with the number of descendants of each in that view. */
    const tree = async (ours: StdioClient, view: 'threads' | 'archived'): Promise<Record<string, number>> => {
      const { rows } = await ours.request<TreeListResponse>('threadTree/list', { view });
      return Object.fromEntries(
        rows.map(({ threadId, descendants }): [string, number] => [labelsOf([threadId])[0] ?? threadId, descendants]),
      );
    };

    for (const operation of ['archive', 'unarchive'] as const) {
      it(`its subtree ${operation}d, then undone: files with their times, rows and edges are as before, and it resumes the threads`, async () => {
        const ours = await start(startOurs(home));
        // The times of real files are not whole seconds.
        for (const file of rolloutFilesOf(home)) utimesSync(file, made.madeAt + 0.123_456_5, made.madeAt + 0.123_456_5);
        if (operation === 'unarchive') await ours.request('threadTree/archive', { threadIds: [made.ids.R] });
        const before = stateToTheMicrosecond(home);
        const done = await ours.request<OperationResult>(`threadTree/${operation}`, { threadIds: [made.ids.R] });
        assert.deepEqual(labelsOf(done.reports.map(({ threadId }) => threadId)), subtree);
        assert.notDeepEqual(stateToTheMicrosecond(home), before);
        const undone = await ours.request<OperationResult>('threadTree/undo', { operation: done.operation });
        assert.deepEqual(
          undone.reports.map(({ status }) => status),
          subtree.map(() => 'restored'),
        );
        assert.deepEqual(stateToTheMicrosecond(home), before);

        const codex = await start(startCodex(home, version));
        assert.deepEqual(await listed(codex, operation === 'unarchive'), operation === 'unarchive' ? subtree : labels);
        const asked: Label[] = operation === 'archive' ? [] : facts.unarchiveCascades ? ['R'] : subtree;
        for (const label of asked) await codex.request('thread/unarchive', { threadId: made.ids[label] });
        for (const label of ['R', 'A1', 'B'] as const)
          await codex.request('thread/resume', { threadId: made.ids[label] });
      });
    }

    for (const when of ['runs all along', 'is started then'] as const) {
      it(`archived by ours, listed, read, unarchived and resumed by it, which ${when}`, async () => {
        const ours = await start(startOurs(home));
        const before = await start(startCodex(home, version));
        assert.deepEqual(await listed(before, false), labels);
        const turns = await Promise.all(subtree.map(label => turnsOf(before, label)));
        if (when === 'is started then') await before.close();
        await ours.request('thread/archive', { threadId: made.ids.R });
        const codex = when === 'is started then' ? await start(startCodex(home, version)) : before;

        assert.deepEqual(await listed(codex, true), subtree);
        assert.deepEqual(await listed(codex, false), ['S']);
        assert.deepEqual(await Promise.all(subtree.map(label => turnsOf(codex, label))), turns);
        assert.deepEqual(await tree(ours, 'archived'), { R: 7 });

        await codex.request('thread/unarchive', { threadId: made.ids.R });
        if (!facts.unarchiveCascades) {
          assert.deepEqual(await listed(codex, false), ['R', 'S']);
          assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 0 });
          assert.deepEqual(await tree(ours, 'archived'), { A: 3, B: 1, C: 0 });
          for (const label of subtree.slice(1)) await codex.request('thread/unarchive', { threadId: made.ids[label] });
        }
        assert.deepEqual(await listed(codex, true), []);
        assert.deepEqual(await listed(codex, false), labels);
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });
        assert.deepEqual(await tree(ours, 'archived'), {});
        for (const label of ['R', 'A1', 'B'] as const)
          await codex.request('thread/resume', { threadId: made.ids[label] });
      });

      it(`archived by it, shown and unarchived by ours, listed, read and resumed by it, which ${when}`, async () => {
        const ours = await start(startOurs(home));
        const before = await start(startCodex(home, version));
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });
        const turns = await Promise.all(subtree.map(label => turnsOf(before, label)));
        await before.request('thread/archive', { threadId: made.ids.R });
        if (when === 'is started then') await before.close();
        assert.deepEqual(await tree(ours, 'threads'), { S: 0 });
        assert.deepEqual(await tree(ours, 'archived'), { R: 7 });
        await ours.request('thread/unarchive', { threadId: made.ids.R });
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });

        const codex = when === 'is started then' ? await start(startCodex(home, version)) : before;
        assert.deepEqual(await listed(codex, false), labels);
        assert.deepEqual(await listed(codex, true), []);
        assert.deepEqual(await Promise.all(subtree.map(label => turnsOf(codex, label))), turns);
        for (const label of ['R', 'A1', 'B'] as const)
          await codex.request('thread/resume', { threadId: made.ids[label] });
      });
    }

    it('a thread whose file alone was moved, repaired by ours, listed, moved back and resumed by it', async () => {
      const threadId = made.ids.A1x;
      const rollout = rolloutPathOf(home, threadId);
      mkdirSync(path.join(home, 'archived_sessions'));
      renameSync(rollout, path.join(home, 'archived_sessions', path.basename(rollout)));
      const ours = await start(startOurs(home));
      /** Without the lock files of the Codex that made the home, of which some may be left. */
      const issues = async (): Promise<string[][]> => {
        const checkup = await ours.request<CheckupResult>('threadTree/check');
        const ofRows = checkup.issues.filter(({ kind }) => kind !== 'staleLock');
        return ofRows.map(({ kind, threadId }) => [kind, ...labelsOf([threadId])]);
      };
      assert.deepEqual(await issues(), [['rowBehindFile', 'A1x']]);
      await ours.request('threadTree/repair', { threadIds: [threadId] });
      assert.deepEqual(await issues(), []);
      const codex = await start(startCodex(home, version));
      assert.deepEqual(await listed(codex, true), ['A1x']);
      await codex.request('thread/unarchive', { threadId });
      assert.deepEqual(await listed(codex, false), labels);
      await codex.request('thread/resume', { threadId });
    });

    const cannot = facts.archiveOfResumed.test('') ? '' : 'cannot ';
    it(`a thread that it has resumed: it ${cannot}archive${cannot === '' ? 's' : ''} it, ours does, and it unarchives it`, async () => {
      const threadId = made.ids.S;
      const before = await start(startCodex(home, version));
      await before.request('thread/resume', { threadId });
      await before.close();
      const codex = await start(startCodex(home, version));
      const { error } = await codex.ask('thread/archive', { threadId });
      assert.match(error?.message ?? '', facts.archiveOfResumed);
      if (!error) await codex.request('thread/unarchive', { threadId });
      const ours = await start(startOurs(home));
      await ours.request('thread/archive', { threadId });
      assert.deepEqual(await listed(codex, true), ['S']);
      await codex.request('thread/unarchive', { threadId });
      assert.deepEqual(await listed(codex, false), labels);
    });
  });
}

/** Includes times to the microsecond; Node can set a time to a quarter of one. */
function stateToTheMicrosecond(home: string): unknown {
  return [exactState(home), rolloutFilesOf(home).map(file => statSync(file, { bigint: true }).mtimeNs / 1000n)];
}
