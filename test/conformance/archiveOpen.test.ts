// Threads that the real Codex has open on its control socket are archived by it, when the user has allowed that: the
// question's numbers, what is interrupted, and that our journal has all of it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codexVersions } from '../../scripts/codexVersion';
import type { OperationListResponse, OperationReport, OperationResult, TreePlan } from '../../src/protocol/operations';
import type { TreeRow } from '../../src/protocol/tree';
import { askServer, type NamedThreads } from '../../src/server/live/askCodex';
import { eventually } from '../support/eventually';
import { exactState } from '../support/exactState';
import { filesBelow } from '../support/files';
import { drawHome, placesOf, rolloutContents, rolloutOf } from '../support/home';
import type { TestServer } from '../support/server';
import { query } from '../support/stateDb';
import type { SocketCodex, User } from './support/socketCodex';
import { begin as beginIn, prompt, scriptedCodex } from './support/scriptedCodex';

const columns = 'id, archived, archived_at, rollout_path, updated_at, updated_at_ms';
const tree: Record<'P' | 'A' | 'B' | 'A1' | 'other', string | null> = { P: null, A: 'P', B: 'P', A1: 'A', other: null };
const family = ['P', 'A', 'B', 'A1'] as const;

for (const version of process.platform === 'linux' ? codexVersions.slice(2) : []) {
  describe(`archive of what Codex ${version} has open`, function () {
    this.timeout(60_000);
    const { folder, start, startOnStdio, connect, watch } = scriptedCodex(version);
    let home: string;
    beforeEach(() => {
      home = folder('home');
    });
    let codex: SocketCodex;
    /** Starts Codex and its user. What was drawn before is in its home. */
    const open = async (): Promise<User> => {
      codex = await start();
      return connect();
    };
    const begin = (by: User, script: string, approvalPolicy: string): Promise<string> =>
      beginIn(by, folder('work'), script, approvalPolicy);
    const planFor = (server: TestServer, threadIds: string[], more: object = {}): Promise<TreePlan> =>
      server.request('threadTree/plan', { operation: 'archive', threadIds, ...more });
    const archive = (server: TestServer, threadIds: string[], plan: string, more = {}): Promise<OperationResult> =>
      server.request('threadTree/archive', { threadIds, plan, throughCodex: true, ...more });
    const undo = (server: TestServer, operation: string): Promise<OperationResult> =>
      server.request('threadTree/undo', { operation });
    /** The status of the only thread at the top; asking for plans instead would make the server forget older ones. */
    const statusShown = async (server: TestServer): Promise<string | undefined> => {
      const { rows } = await server.request<{ rows: TreeRow[] }>('threadTree/list', { view: 'threads' });
      return rows[0]?.live?.status;
    };
    const rows = (): object[] => query(home, `SELECT ${columns} FROM threads ORDER BY id`);
    const statusesIn = (reports: readonly OperationReport[], ids: Record<string, string>): Record<string, string> =>
      Object.fromEntries(
        Object.entries(ids).flatMap(([label, id]) => {
          const status = reports.find(({ threadId }) => threadId === id)?.status;
          return status === undefined ? [] : [[label, status]];
        }),
      );
    const allOf = (labels: readonly string[], status: string): Record<string, string> =>
      Object.fromEntries(labels.map(label => [label, status]));
    const archivedFiles = (): number => filesBelow(path.join(home, 'archived_sessions')).length;

    it('a tree that is idle, with sub-agents that are not loaded: exactly these, and undo restores all', async () => {
      const ids = drawHome(home, tree);
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      await user.request('thread/resume', { threadId: ids.A });
      const server = await watch();
      const before = exactState(home);
      const plan = await planFor(server, [ids.P]);
      assert.deepEqual([plan.threads, plan.loadedThreads, plan.codex], [4, 2, { running: 0, waiting: 0 }]);
      const { operation, reports } = await archive(server, [ids.P], plan.plan);
      assert.deepEqual(statusesIn(reports, ids), allOf(family, 'archived'));
      assert.deepEqual(placesOf(home, ids), { ...allOf(family, 'archived'), other: 'active' });
      await eventually(() => {
        const told = user.notifications('thread/archived').map(({ threadId }) => threadId);
        assert.deepEqual(new Set(told), new Set(family.map(label => ids[label])), 'Codex has archived them');
      });
      const undone = await undo(server, operation);
      assert.deepEqual(statusesIn(undone.reports, ids), allOf(family, 'restored'));
      assert.deepEqual(exactState(home), before);
      await user.request('thread/resume', { threadId: ids.P });
      assert.equal(server.log(), '');
    });

    it('says after its answer which threads it has archived, to us as well', async () => {
      const ids = drawHome(home, tree);
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      const socket = { path: realpathSync(path.join(home, 'app-server-control/app-server-control.sock')), pid: 0 };
      const reach = { home, socket, version: '1', warn: (message: string) => assert.fail(message) };
      let heard: string[] = [];
      const listen = async (named: NamedThreads): Promise<void> => {
        assert.deepEqual(placesOf(home, ids), { ...allOf(family, 'archived'), other: 'active' });
        heard = await named(Object.values(ids));
      };
      await askServer('thread/archive', { threadId: ids.P }, reach, new AbortController().signal, listen);
      assert.deepEqual(new Set(heard), new Set(family.map(label => ids[label])));
    });

    it('a running turn and a sub-agent that waits: counted, interrupted, answered by nobody', async () => {
      const user = await open();
      const parent = await begin(user, 'parent', 'untrusted');
      await eventually(() => assert.ok(user.asked.some(({ method }) => method.endsWith('/requestApproval'))));
      const server = await watch();
      await eventually(async () =>
        assert.deepEqual((await planFor(server, [parent])).codex, { running: 1, waiting: 1 }),
      );
      const before = rows();
      const asked = user.asked.length;
      const { plan } = await planFor(server, [parent]);
      const { operation, reports } = await archive(server, [parent], plan);
      assert.deepEqual(
        reports.map(({ status }) => status),
        ['archived', 'archived'],
      );
      assert.ok(!existsSync(folder('work', 'child.txt')), 'nobody has approved');
      assert.equal(user.asked.length, asked);
      assert.match(readFileSync(rolloutOf(home, parent), 'utf8'), /"turn_aborted"/);
      const contents = rolloutContents(home);
      await undo(server, operation);
      assert.deepEqual(rows(), before);
      assert.deepEqual(rolloutContents(home), contents, 'what the interruption has written stays');
      await user.request('thread/resume', { threadId: parent });
    });

    it('only the sub-agents, and the parent stays open', async () => {
      const ids = drawHome(home, tree);
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      await user.request('thread/resume', { threadId: ids.A });
      const server = await watch();
      const { plan, codex: asks } = await planFor(server, [ids.P], { keepRoots: true });
      assert.deepEqual(asks, { running: 0, waiting: 0 });
      const { reports } = await archive(server, [ids.P], plan, { keepRoots: true, leaveLoaded: true });
      assert.deepEqual(statusesIn(reports, ids), allOf(['A', 'B', 'A1'], 'archived'));
      assert.deepEqual(placesOf(home, ids), { ...allOf(['A', 'B', 'A1'], 'archived'), P: 'active', other: 'active' });
      assert.deepEqual((await user.request<{ data: string[] }>('thread/loaded/list', {})).data, [ids.P]);
    });

    it('not without leave, and not what another Codex has open as well', async () => {
      const ids = drawHome(home, tree);
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      const server = await watch();
      const refused = { P: 'loaded', A: 'skipped', B: 'skipped', A1: 'skipped' };
      const { plan } = await planFor(server, [ids.P]);
      const without = await archive(server, [ids.P], plan, { throughCodex: false });
      assert.deepEqual(statusesIn(without.reports, ids), refused);
      const stdio = await startOnStdio();
      await stdio.request('thread/resume', { threadId: ids.B });
      const other = await planFor(server, [ids.P]);
      assert.deepEqual([other.loadedThreads, other.codex], [2, null]);
      const { reports } = await archive(server, [ids.P], plan);
      assert.equal(statusesIn(reports, ids).P, 'loaded');
      assert.deepEqual(placesOf(home, ids), allOf([...family, 'other'], 'active'));
    });

    it('not a sub-agent that was spawned after the question', async () => {
      const user = await open();
      const parent = await begin(user, 'say', 'never');
      const server = await watch();
      await eventually(async () =>
        assert.deepEqual((await planFor(server, [parent])).codex, { running: 0, waiting: 0 }),
      );
      const { plan } = await planFor(server, [parent]);
      await prompt(user, parent, 'parent');
      await eventually(() => assert.equal(rows().length, 2));
      await eventually(async () => assert.equal(await statusShown(server), 'open'));
      const { reports } = await archive(server, [parent], plan);
      assert.ok(!reports.some(({ status }) => status === 'archived'));
      assert.deepEqual(query(home, 'SELECT DISTINCT archived FROM threads'), [{ archived: 0 }]);
    });

    it('not a turn that began after the question', async () => {
      const user = await open();
      const parent = await begin(user, 'say', 'never');
      const server = await watch();
      await eventually(async () =>
        assert.deepEqual((await planFor(server, [parent])).codex, { running: 0, waiting: 0 }),
      );
      const { plan } = await planFor(server, [parent]);
      await prompt(user, parent, 'hang');
      await eventually(async () => assert.equal(await statusShown(server), 'running'));
      const { reports } = await archive(server, [parent], plan);
      assert.deepEqual(
        reports.map(({ status }) => status),
        ['loaded'],
      );
      const { plan: newer } = await planFor(server, [parent]);
      assert.equal((await archive(server, [parent], newer)).reports[0]?.status, 'archived');
    });

    it('not where a file is in the way, which Codex would replace', async () => {
      const ids = drawHome(home, tree);
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      const taken = path.join(home, 'archived_sessions', path.basename(rolloutOf(home, ids.A1)));
      mkdirSync(path.dirname(taken), { recursive: true });
      writeFileSync(taken, 'precious');
      const server = await watch();
      const { plan } = await planFor(server, [ids.P]);
      const { reports } = await archive(server, [ids.P], plan);
      assert.equal(statusesIn(reports, ids).P, 'loaded');
      assert.equal(readFileSync(taken, 'utf8'), 'precious');
      assert.equal(placesOf(home, { P: ids.P }).P, 'active');
    });

    it('a cancellation waits for what Codex was asked, and the next tree stays', async () => {
      // So many that Codex is still at work when it is cancelled.
      const children = Array.from({ length: 200 }, (_, at) => `c${at}`);
      const ids = drawHome(home, {
        P: null,
        Q: null,
        B: 'Q',
        ...Object.fromEntries(children.map(label => [label, 'P'])),
      });
      const user = await open();
      for (const threadId of [ids.P, ids.Q]) await user.request('thread/resume', { threadId });
      const server = await watch();
      const roots = [ids.P, ids.Q];
      const { plan } = await planFor(server, roots);
      const running = archive(server, roots, plan);
      await server.notified('threadTree/status');
      server.cancel();
      const { operation, reports } = await running;
      const first = ['P', ...children];
      assert.deepEqual(statusesIn(reports, ids), { ...allOf(first, 'archived'), Q: 'skipped', B: 'skipped' });
      assert.deepEqual(placesOf(home, ids), { ...allOf(first, 'archived'), Q: 'active', B: 'active' });
      await undo(server, operation);
      assert.deepEqual(placesOf(home, ids), allOf([...first, 'Q', 'B'], 'active'));
    });

    it('a Codex that is killed in the middle: each thread as it is on disk, a retry archives the rest', async () => {
      const children = Array.from({ length: 200 }, (_, at) => `c${at}`);
      const ids = drawHome(home, { P: null, ...Object.fromEntries(children.map(label => [label, 'P'])) });
      const user = await open();
      await user.request('thread/resume', { threadId: ids.P });
      const server = await watch();
      const before = rows();
      const { plan } = await planFor(server, [ids.P]);
      const running = archive(server, [ids.P], plan);
      await eventually(() => assert.ok(archivedFiles() > 0), 10_000, 1);
      await codex.kill();
      const { operation, reports } = await running;
      const places = placesOf(home, ids);
      assert.ok(places.P === 'archived' && Object.values<string>(places).includes('active'), 'in the middle');
      for (const [label, status] of Object.entries(statusesIn(reports, ids)))
        assert.equal(places[label as 'P'], status === 'archived' ? 'archived' : 'active', label);
      assert.equal(reports.length, 201);
      const retried = await server.request<OperationResult>('threadTree/archive', { threadIds: [ids.P] });
      assert.deepEqual(placesOf(home, ids), allOf(['P', ...children], 'archived'));
      for (const each of [retried.operation, operation]) await undo(server, each).catch(() => undefined);
      assert.deepEqual(rows(), before);
    });

    it('our server is killed at any moment: every thread is consistent, and what the journal has is undone', async () => {
      const children = Array.from({ length: 60 }, (_, at) => `c${at}`);
      const ids = drawHome(home, { P: null, ...Object.fromEntries(children.map(label => [label, 'P'])) });
      const user = await open();
      for (const moment of ['asked', 'first', 5, 20, 60] as const) {
        await user.request('thread/resume', { threadId: ids.P });
        const server = await watch();
        const before = rows();
        const { plan } = await planFor(server, [ids.P]);
        archive(server, [ids.P], plan).catch(() => undefined);
        if (moment === 'first') await eventually(() => assert.ok(archivedFiles() > 0), 10_000, 1);
        else if (moment !== 'asked') await sleep(moment);
        await server.kill();
        // Codex goes on with what it was asked.
        const inOnePlace = (): void => {
          const places = new Set(Object.values<string>(placesOf(home, ids)));
          assert.ok(places.size === 1 && (places.has('active') || places.has('archived')), [...places].join());
        };
        await eventually(inOnePlace);
        const hadBegun = Object.values<string>(placesOf(home, ids)).includes('archived');
        const next = await watch();
        const { operations } = await next.request<OperationListResponse>('threadTree/operations', {});
        if (moment === 'first') assert.equal(operations.length, 1);
        for (const { operation } of operations) {
          await undo(next, operation);
          if (hadBegun) assert.deepEqual(rows(), before, `killed at ${moment}`);
        }
        // What a Codex does that begins only now is not undone (docs/safety.md), but consistent.
        await eventually(async () => {
          await next.request('threadTree/unarchive', { threadIds: [ids.P] });
          assert.deepEqual(placesOf(home, ids), allOf(['P', ...children], 'active'), `killed at ${moment}`);
        });
        await next.kill();
      }
    });
  });
}
