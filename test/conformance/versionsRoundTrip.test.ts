// Homes that each version of Codex made: what ours archives, that version lists, reads, unarchives and resumes; and
// what it archives, ours shows and brings back.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codexVersions } from '../../scripts/codexVersion';
import type { OperationResult, TreeListResponse } from '../../src/protocol/methods';
import type { AppServer } from './appServer';
import { startCodex, startOurs } from './pair';
import { withDatabase } from './sampleHome';
import { versionFacts } from './support/versionFacts';
import { copyVersionHome, labels, makeVersionHome, type Label, type VersionHome } from './support/versionHome';

const branch: Label[] = ['R', 'A', 'A1', 'A1x', 'A2', 'B', 'B1', 'C'];
const allKinds = ['cli', 'vscode', 'exec', 'appServer', 'subAgent', 'unknown'];

for (const version of codexVersions) {
  const facts = versionFacts[version];

  describe(`homes that Codex ${version} made`, function () {
    this.timeout(60_000);
    let folder: string;
    let made: VersionHome;
    let home: string;
    let running: AppServer[];
    before(async () => {
      folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ctt-')));
      made = await makeVersionHome(version, path.join(folder, 'made'));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));
    beforeEach(() => {
      home = mkdtempSync(path.join(folder, 'home-'));
      copyVersionHome(made, home);
      running = [];
    });
    afterEach(async () => void (await Promise.all(running.map(server => server.close()))));

    const start = async (server: AppServer): Promise<AppServer> => {
      running.push(server);
      await server.initialize();
      return server;
    };
    const ask = async <T>(server: AppServer, method: string, params: object): Promise<T> => {
      const { result, error } = await server.request(method, params);
      assert.equal(error, undefined, `${method} ${JSON.stringify(params)}`);
      return result as T;
    };
    const labelsOf = (ids: readonly string[]): Label[] => labels.filter(label => ids.includes(made.ids[label]));
    /** What Codex lists, from its state DB alone and with a look at the files, which must agree. */
    const listed = async (codex: AppServer, archived: boolean): Promise<Label[]> => {
      const [quick, thorough] = await Promise.all(
        [true, false].map(async useStateDbOnly => {
          const { data } = await ask<{ data: { id: string }[] }>(codex, 'thread/list', {
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
    const turnsOf = async (codex: AppServer, label: Label): Promise<unknown> => {
      const { thread } = await ask<{ thread: { turns: { items: unknown[] }[] } }>(codex, 'thread/read', {
        threadId: made.ids[label],
        includeTurns: true,
      });
      assert.ok(thread.turns.length > 0, label);
      return thread.turns;
    };
    /** The names of a view's top level, with how many are below each in that view. */
    const tree = async (ours: AppServer, view: 'threads' | 'archived'): Promise<Record<string, number>> => {
      const { rows } = await ask<TreeListResponse>(ours, 'threadTree/list', { view });
      return Object.fromEntries(
        rows.map(({ threadId, descendants }): [string, number] => [labelsOf([threadId])[0] ?? threadId, descendants]),
      );
    };

    for (const operation of ['archive', 'unarchive'] as const) {
      it(`its branch ${operation}d and that undone: files with their times, rows and edges are as they were, and it resumes the threads`, async () => {
        const ours = await start(startOurs(home));
        // The times of real files do not end on a second.
        for (const file of rolloutsOf(home)) utimesSync(file, made.madeAt + 0.123_456_5, made.madeAt + 0.123_456_5);
        if (operation === 'unarchive') await ask(ours, 'threadTree/archive', { threadIds: [made.ids.R] });
        const before = exactState(home);
        const done = await ask<OperationResult>(ours, `threadTree/${operation}`, { threadIds: [made.ids.R] });
        assert.deepEqual(labelsOf(done.reports.map(({ threadId }) => threadId)), branch);
        assert.notDeepEqual(exactState(home), before);
        const undone = await ask<OperationResult>(ours, 'threadTree/undo', { operation: done.operation });
        assert.deepEqual(
          undone.reports.map(({ status }) => status),
          branch.map(() => 'restored'),
        );
        assert.deepEqual(exactState(home), before);

        const codex = await start(startCodex(home, version));
        assert.deepEqual(await listed(codex, operation === 'unarchive'), operation === 'unarchive' ? branch : labels);
        const asked: Label[] = operation === 'archive' ? [] : facts.unarchiveCascades ? ['R'] : branch;
        for (const label of asked) await ask(codex, 'thread/unarchive', { threadId: made.ids[label] });
        for (const label of ['R', 'A1', 'B'] as const) await ask(codex, 'thread/resume', { threadId: made.ids[label] });
      });
    }

    for (const when of ['runs all along', 'is started then'] as const) {
      it(`archived by ours, listed, read, unarchived and resumed by it, which ${when}`, async () => {
        const ours = await start(startOurs(home));
        const before = await start(startCodex(home, version));
        assert.deepEqual(await listed(before, false), labels);
        const turns = await Promise.all(branch.map(label => turnsOf(before, label)));
        if (when === 'is started then') await before.close();
        await ask(ours, 'thread/archive', { threadId: made.ids.R });
        const codex = when === 'is started then' ? await start(startCodex(home, version)) : before;

        assert.deepEqual(await listed(codex, true), branch);
        assert.deepEqual(await listed(codex, false), ['S']);
        assert.deepEqual(await Promise.all(branch.map(label => turnsOf(codex, label))), turns);
        assert.deepEqual(await tree(ours, 'archived'), { R: 7 });

        await ask(codex, 'thread/unarchive', { threadId: made.ids.R });
        if (!facts.unarchiveCascades) {
          assert.deepEqual(await listed(codex, false), ['R', 'S']);
          assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 0 });
          assert.deepEqual(await tree(ours, 'archived'), { A: 3, B: 1, C: 0 });
          for (const label of branch.slice(1)) await ask(codex, 'thread/unarchive', { threadId: made.ids[label] });
        }
        assert.deepEqual(await listed(codex, true), []);
        assert.deepEqual(await listed(codex, false), labels);
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });
        assert.deepEqual(await tree(ours, 'archived'), {});
        for (const label of ['R', 'A1', 'B'] as const) await ask(codex, 'thread/resume', { threadId: made.ids[label] });
      });

      it(`archived by it, shown and unarchived by ours, listed, read and resumed by it, which ${when}`, async () => {
        const ours = await start(startOurs(home));
        const before = await start(startCodex(home, version));
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });
        const turns = await Promise.all(branch.map(label => turnsOf(before, label)));
        await ask(before, 'thread/archive', { threadId: made.ids.R });
        if (when === 'is started then') await before.close();
        assert.deepEqual(await tree(ours, 'threads'), { S: 0 });
        assert.deepEqual(await tree(ours, 'archived'), { R: 7 });
        await ask(ours, 'thread/unarchive', { threadId: made.ids.R });
        assert.deepEqual(await tree(ours, 'threads'), { S: 0, R: 7 });

        const codex = when === 'is started then' ? await start(startCodex(home, version)) : before;
        assert.deepEqual(await listed(codex, false), labels);
        assert.deepEqual(await listed(codex, true), []);
        assert.deepEqual(await Promise.all(branch.map(label => turnsOf(codex, label))), turns);
        for (const label of ['R', 'A1', 'B'] as const) await ask(codex, 'thread/resume', { threadId: made.ids[label] });
      });
    }
  });
}

function rolloutsOf(home: string): string[] {
  return ['sessions', 'archived_sessions'].flatMap(folder => {
    const entries = existsSync(path.join(home, folder))
      ? readdirSync(path.join(home, folder), { recursive: true, withFileTypes: true })
      : [];
    return entries
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => path.join(parentPath, name))
      .sort();
  });
}

/**
 * The rollouts with their contents and times, to the microsecond (Node can set a time to a quarter of one), and the
 * rows and edges. Folders that are left empty do not count.
 */
function exactState(home: string): unknown {
  return withDatabase(home, database => ({
    files: rolloutsOf(home).map(file => [
      file,
      statSync(file, { bigint: true }).mtimeNs / 1000n,
      readFileSync(file, 'utf8'),
    ]),
    rows: database.prepare('SELECT * FROM threads ORDER BY id').all(),
    edges: database.prepare('SELECT * FROM thread_spawn_edges ORDER BY child_thread_id').all(),
  }));
}
