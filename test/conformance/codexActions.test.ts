// Actions that the real Codex does when the server asks it: by its control socket, and by a child of the server's own.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { codexBinary } from '../../scripts/codex';
import { codexVersions } from '../../scripts/codexVersion';
import { PINNED_SECTION, type DeletePlan, type DeleteResult, type SectionList } from '../../src/protocol/codexActions';
import type { OperationResult } from '../../src/protocol/operations';
import type { TreeListResponse } from '../../src/protocol/tree';
import { defaultViewOptions } from '../../src/server/threads/viewRules';
import { startCodex } from '../support/codex';
import { eventually, patience } from '../support/eventually';
import { rolloutFilesOf } from '../support/files';
import { drawHome, rolloutOf } from '../support/home';
import { runsOn } from '../support/runsOn';
import { threadServers, type TestServer } from '../support/server';
import { query } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { systemPath } from '../support/systemPath';
import { temporaryFolder } from '../support/temporaryFolder';
import { call, say, startScriptedModel, type ScriptedModel, type Scripts } from './support/scriptedModel';
import { begunByTheUser, connectUser, startSocketCodex, type SocketCodex, type User } from './support/socketCodex';
import { versionFacts } from './support/versionFacts';
import { configToml, models } from './support/transcriptHome';

/** No Codex can be started: only one that runs can be asked. */
const nowhere = { configured: systemPath('/nowhere/codex'), officialExtension: null };
const noProgram = { code: 'codexNotRunnable', path: nowhere.configured };
const escalated = { cmd: 'touch approved.txt', sandbox_permissions: 'require_escalated', justification: 'yes' };
const scripts: Scripts = {
  say: () => [[say('Hello.', 'final_answer')]],
  approve: () => [[call('exec_command', escalated)], [say('Done.', 'final_answer')]],
};

for (const version of codexVersions.filter(version => versionFacts[version].deletes)) {
  describe(`actions of Codex ${version}`, function () {
    this.timeout(60_000 * patience);
    const folder = temporaryFolder();
    const startServer = threadServers();
    const codex = { configured: codexBinary(version), officialExtension: null };
    let home: string;
    beforeEach(() => {
      home = folder('home');
      mkdirSync(home);
    });
    const start = (env?: NodeJS.ProcessEnv): Promise<TestServer> =>
      startServer(home, { journal: folder('journal'), ...(env ? { env } : {}) });
    const namesShown = async (server: TestServer): Promise<(string | boolean)[][]> => {
      const { rows } = await server.request<TreeListResponse>('threadTree/list', { view: 'all' });
      return rows.map(({ name, pinned }) => (pinned ? [name, pinned] : [name]));
    };
    const failureOf = (server: TestServer, method: string, params: object): Promise<unknown> =>
      server.request(method, params).then(
        () => 'done',
        (error: { data?: unknown }) => error.data,
      );

    describe('by a child', () => {
      it('renames threads and sub-agents, also without a rollout, and not archived ones', async () => {
        const ids = drawHome(home, { P: null, A: 'P', Q: { parent: null, archived: true }, G: null });
        rmSync(rolloutOf(home, ids.G));
        const server = await start();
        for (const label of ['P', 'A', 'G'] as const)
          await server.request('threadTree/rename', { threadId: ids[label], name: `  new “${label}” `, codex });
        assert.deepEqual(await namesShown(server), [['new “P”'], ['new “A”'], ['Q'], ['new “G”']]);
        const rename = { threadId: ids.Q, name: 'new', codex };
        assert.deepEqual(await failureOf(server, 'threadTree/rename', rename), {
          code: 'archivedNotRenamed',
          thread: { threadId: ids.Q, name: 'Q' },
        });
        assert.match(readFileSync(path.join(home, 'session_index.jsonl'), 'utf8'), /new “A”/);
        assert.equal(server.log(), '');
      });

      it('pins and lets go, active and archived, and writes nothing but the section', async () => {
        const ids = drawHome(home, { P: null, A: 'P', Q: { parent: null, archived: true } });
        const columns = 'archived, rollout_path, updated_at, name, title';
        const others = (): object[] => query(home, `SELECT ${columns} FROM threads ORDER BY id`);
        const server = await start();
        await server.request('threadTree/pin', { threadId: ids.P, pinned: true, codex });
        const before = others();
        for (const id of [ids.A, ids.Q]) await server.request('threadTree/pin', { threadId: id, pinned: true, codex });
        const sections = query(home, 'SELECT DISTINCT thread_section_id FROM threads');
        assert.deepEqual(sections, [{ thread_section_id: PINNED_SECTION }]);
        assert.deepEqual(await namesShown(server), [
          ['P', true],
          ['A', true],
          ['Q', true],
        ]);
        for (const id of [ids.A, ids.Q]) await server.request('threadTree/pin', { threadId: id, pinned: false, codex });
        assert.deepEqual(await namesShown(server), [['P', true], ['A'], ['Q']]);
        assert.deepEqual(others(), before);
      });

      it('makes sections, moves threads into them and out, renames and deletes them', async () => {
        const ids = drawHome(home, { P: null, A: 'P', Q: { parent: null, archived: true }, R: null });
        const server = await start();
        const create = (name: string): Promise<string> =>
          server
            .request<{ sectionId: string }>('threadTree/createSection', { name, codex })
            .then(made => made.sectionId);
        const move = (threadId: string, sectionId: string | null): Promise<unknown> =>
          server.request('threadTree/moveToSection', { threadId, sectionId, codex });
        const sections = async (): Promise<(string | number)[][]> => {
          const list = await server.request<SectionList>('threadTree/sections', {});
          return (list.sections ?? []).map(({ name, threads }) => [name, threads]);
        };
        const groupsOf = async (view: string): Promise<unknown[][]> => {
          const options = { ...defaultViewOptions, group: 'section' };
          const { groups } = await server.request<TreeListResponse>('threadTree/list', { view, options });
          return groups.map(({ key, section, threads }) => [section ?? key, threads]);
        };
        const [first, second] = [await create('  Same “name” '), await create('Same “name”')];
        assert.notEqual(first, second);
        assert.deepEqual(await sections(), [
          ['Same “name”', 0],
          ['Same “name”', 0],
        ]);
        for (const id of [ids.P, ids.A, ids.Q]) await move(id, second);
        await move(ids.R, first);
        assert.deepEqual(await sections(), [
          ['Same “name”', 1],
          ['Same “name”', 3],
        ]);
        assert.deepEqual(await groupsOf('threads'), [
          ['Same “name”', 1],
          ['Same “name”', 2],
        ]);
        assert.deepEqual(await groupsOf('archived'), [['Same “name”', 1]]);
        await server.request('threadTree/pin', { threadId: ids.R, pinned: false, codex });
        assert.deepEqual((await sections())[0], ['Same “name”', 1], 'what is not pinned stays in its section');
        await server.request('threadTree/renameSection', { sectionId: first, name: ' Last? ', codex });
        await move(ids.P, null);
        assert.deepEqual(await groupsOf('threads'), [
          ['Last?', 1],
          ['Same “name”', 0],
          ['', 2],
        ]);
        await server.request('threadTree/pin', { threadId: ids.R, pinned: true, codex });
        await server.request('threadTree/deleteSection', { sectionId: second, codex });
        assert.deepEqual(await sections(), [['Last?', 0]]);
        assert.deepEqual(await groupsOf('threads'), [
          [PINNED_SECTION, 1],
          ['Last?', 0],
          ['', 2],
        ]);
        assert.deepEqual(await groupsOf('archived'), [['', 1]], 'threads of a deleted section stay');
        assert.equal(server.log(), '');
      });

      it('lists sections in the order of Codex', async () => {
        drawHome(home, { P: null });
        const server = await start();
        for (const name of ['zebra', 'apple', 'Mango'])
          await server.request('threadTree/createSection', { name, codex });
        const theirs = startCodex(home, version);
        await theirs.initialize();
        const { data } = await theirs.request<{ data: { id: string; name: string }[] }>('threadSection/list', {});
        await theirs.close();
        const { sections } = await server.request<SectionList>('threadTree/sections', {});
        assert.deepEqual(
          [PINNED_SECTION, ...(sections ?? []).map(({ id }) => id)],
          data.map(({ id }) => id),
        );
        assert.deepEqual(
          sections?.map(({ name }) => name),
          ['zebra', 'apple', 'Mango'],
        );
      });

      it('says that a section is gone', async () => {
        const { P } = drawHome(home, { P: null });
        const server = await start();
        const gone = { sectionId: '01a20000-0000-7000-8000-00000000eeee', codex };
        for (const [method, params] of [
          ['moveToSection', { threadId: P }],
          ['renameSection', { name: 'new' }],
          ['deleteSection', {}],
        ] as const)
          assert.deepEqual(await failureOf(server, `threadTree/${method}`, { ...gone, ...params }), {
            code: 'sectionGone',
          });
      });

      it('deletes threads with all descendants, active and archived, and rows without a rollout', async () => {
        const ids = drawHome(home, {
          P: null,
          A: 'P',
          B: { parent: 'A', archived: true },
          Q: { parent: null, archived: true },
          G: null,
          other: null,
        });
        rmSync(rolloutOf(home, ids.G));
        const server = await start();
        const threadIds = [ids.P, ids.A, ids.Q, ids.G];
        const plan = await server.request<DeletePlan>('threadTree/deletePlan', { threadIds });
        const { plan: id, bytes, ...rest } = plan;
        const files = [ids.P, ids.A, ids.B, ids.Q].map(thread => statSync(rolloutOf(home, thread)).size);
        assert.equal(
          bytes,
          files.reduce((sum, size) => sum + size),
        );
        assert.deepEqual(rest, { threads: 5, active: 3, running: 0, waiting: 0, elsewhere: [], forks: [] });
        const result = await server.request('threadTree/delete', { threadIds, plan: id, codex });
        assert.deepEqual(result, { deleted: 5, failures: [] });
        assert.deepEqual(await namesShown(server), [['other']]);
        assert.equal(rolloutFilesOf(home).length, 1);
        assert.deepEqual(query(home, 'SELECT * FROM thread_spawn_edges'), []);
      });

      it('leaves an earlier operation that can be undone, but for what is deleted', async () => {
        const ids = drawHome(home, { P: null, Q: null });
        const server = await start();
        const both = { threadIds: [ids.P, ids.Q] };
        const { operation } = await server.request<{ operation: string }>('threadTree/archive', both);
        const { plan } = await server.request<DeletePlan>('threadTree/deletePlan', { threadIds: [ids.P] });
        await server.request('threadTree/delete', { threadIds: [ids.P], plan, codex });
        const { reports } = await server.request<OperationResult>('threadTree/undo', { operation });
        assert.deepEqual(Object.fromEntries(reports.map(({ threadId, status }) => [threadId, status])), {
          [ids.P]: 'skipped',
          [ids.Q]: 'restored',
        });
      });

      it('deletes nothing that was not in the plan', async () => {
        const ids = drawHome(home, { P: null, A: 'P', Q: null });
        const server = await start();
        const { plan } = await server.request<DeletePlan>('threadTree/deletePlan', { threadIds: [ids.Q, ids.A] });
        const params = { threadIds: [ids.P, ids.Q], plan, codex };
        const { deleted, failures } = await server.request<DeleteResult>('threadTree/delete', params);
        const thread = { threadId: ids.P, name: 'P' };
        assert.deepEqual([deleted, failures], [1, [{ thread, failure: { code: 'notInPlan' } }]]);
        assert.deepEqual(await namesShown(server), [['P'], ['A']]);
      });

      it('says what went wrong', async () => {
        const { P } = drawHome(home, { P: null });
        const server = await start();
        const pin = { threadId: P, pinned: true };
        assert.deepEqual(await failureOf(server, 'threadTree/pin', { ...pin, codex: nowhere }), noProgram);
        const lost = await failureOf(server, 'threadTree/pin', {
          ...pin,
          codex: { ...codex, configured: process.execPath },
        });
        assert.deepEqual(lost, { code: 'codexLost', cause: 'exit code 1' });
        const unknown = { threadId: '01a20000-0000-7000-8000-00000000ffff', pinned: true, codex };
        assert.deepEqual(await failureOf(server, 'threadTree/pin', unknown), { code: 'unknownToCodex' });
      });

      it('starts neither skills nor a daemon, and leaves no process', async () => {
        const { P } = drawHome(home, { P: null });
        const server = await start();
        await server.request('threadTree/pin', { threadId: P, pinned: true, codex });
        assert.ok(!existsSync(path.join(home, 'skills')));
        assert.ok(!readdirSync(home).some(name => name.startsWith('app-server-')), 'no daemon');
        if (process.platform === 'linux') await eventually(() => assert.deepEqual(childrenOf(server.pid), []));
      });
    });

    describe('with a thread that is loaded', () => {
      let model: ScriptedModel;
      let server: SocketCodex | undefined;
      let stdio: StdioClient | undefined;
      let user: User | undefined;
      beforeEach(async () => {
        mkdirSync(folder('work'));
        model = await startScriptedModel(scripts);
        writeFileSync(path.join(home, 'config.toml'), configToml(model.url));
      });
      afterEach(async () => {
        user?.close();
        await server?.kill();
        await stdio?.kill();
        [server, stdio, user] = [undefined, undefined, undefined];
        model.close();
      });
      const begin = async (
        by: Pick<User, 'request'>,
        script: string,
        approvalPolicy: string,
        more: object = {},
      ): Promise<string> => {
        const policy = { approvalPolicy, sandbox: 'danger-full-access' };
        const params = { cwd: folder('work'), model: models.plain, ...policy, ...more };
        const { thread } = await by.request<{ thread: { id: string } }>('thread/start', params);
        const input = [{ type: 'text', text: `SCRIPT:${script}`, text_elements: [] }];
        await by.request('turn/start', { threadId: thread.id, input });
        return thread.id;
      };

      if (process.platform === 'linux' && version >= '0.158') {
        it('asks the server that runs, which tells its users, and disturbs no approval', async () => {
          server = await startSocketCodex(home, version);
          user = await connectUser(home);
          const { asked } = user;
          const threadId = await begin(user, 'approve', 'untrusted');
          await eventually(() => assert.ok(asked[0]));
          const ours = await start();
          await ours.request('threadTree/rename', { threadId, name: 'by socket', codex: nowhere });
          const made = { name: 'Alpha', codex: nowhere };
          const { sectionId } = await ours.request<{ sectionId: string }>('threadTree/createSection', made);
          await ours.request('threadTree/moveToSection', { threadId, sectionId, codex: nowhere });
          await ours.request('threadTree/pin', { threadId, pinned: true, codex: nowhere });
          await eventually(() => assert.equal(user?.notifications('thread/name/updated')[0]?.threadName, 'by socket'));
          assert.deepEqual(await namesShown(ours), [['by socket', true]]);
          assert.equal(asked.length, 1);
          user.answer(asked[0]?.id ?? 0, { decision: 'accept' });
          await eventually(() => assert.ok(existsSync(folder('work', 'approved.txt')), 'the approval was heard'));
          await begunByTheUser(home, threadId);
          assert.equal(ours.log(), '');
        });

        it('deletes what the server has loaded, turn and all, and tells its users', async () => {
          server = await startSocketCodex(home, version);
          user = await connectUser(home);
          const { asked } = user;
          const threadId = await begin(user, 'approve', 'untrusted');
          await eventually(() => assert.ok(asked[0]));
          const ours = await start();
          await ours.request('threadTree/list', { view: 'threads' });
          const planNow = (): Promise<DeletePlan> =>
            ours.request<DeletePlan>('threadTree/deletePlan', { threadIds: [threadId] });
          await eventually(async () => assert.equal((await planNow()).waiting, 1));
          const { plan, elsewhere } = await planNow();
          assert.deepEqual(elsewhere, []);
          const result = await ours.request('threadTree/delete', { threadIds: [threadId], plan, codex: nowhere });
          assert.deepEqual(result, { deleted: 1, failures: [] });
          assert.deepEqual(rolloutFilesOf(home), []);
          await eventually(() => assert.equal(user?.notifications('thread/deleted')[0]?.threadId, threadId));
        });

        it('leaves a server alone that has no thread loaded', async () => {
          const { P } = drawHome(home, { P: null });
          server = await startSocketCodex(home, version);
          const ours = await start();
          const rename = { threadId: P, name: 'new', codex: nowhere };
          assert.deepEqual(await failureOf(ours, 'threadTree/rename', rename), noProgram);
        });
      }

      it('deletes no thread that a Codex without a socket has loaded, and says which process has it', async () => {
        stdio = startCodex(home, version);
        await stdio.initialize();
        const threadId = await begin(stdio, 'say', 'never');
        await stdio.notified('turn/completed');
        const ours = await start();
        const { plan, elsewhere } = await ours.request<DeletePlan>('threadTree/deletePlan', { threadIds: [threadId] });
        // Windows does not tell which process has a lock.
        const pid = process.platform === 'win32' ? null : stdio.pid;
        assert.deepEqual([elsewhere[0]?.thread.threadId, elsewhere[0]?.holder.pid], [threadId, pid]);
        const result = await ours.request<DeleteResult>('threadTree/delete', { threadIds: [threadId], plan, codex });
        assert.deepEqual([result.deleted, result.failures[0]?.failure.code], [0, 'loaded']);
        assert.ok(existsSync(rolloutOf(home, threadId)));
      });

      if (version >= '0.158')
        it('deletes no thread whose history a fork needs, but the fork and then the thread', async () => {
          stdio = startCodex(home, version);
          await stdio.request('initialize', {
            clientInfo: { name: 'test', title: null, version: '1' },
            capabilities: { experimentalApi: true },
          });
          stdio.send({ method: 'initialized' });
          const threadId = await begin(stdio, 'say', 'never', { historyMode: 'paginated' });
          await stdio.notified('turn/completed');
          const { thread } = await stdio.request<{ thread: { id: string } }>('thread/fork', { threadId });
          await stdio.close();
          const ours = await start();
          const planFor = (threadIds: string[]): Promise<DeletePlan> =>
            ours.request<DeletePlan>('threadTree/deletePlan', { threadIds });
          const { plan, forks } = await planFor([threadId]);
          assert.deepEqual(
            forks.map(fork => fork.threadId),
            [thread.id],
          );
          const refused = { threadIds: [threadId], plan, codex };
          const { failures } = await ours.request<DeleteResult>('threadTree/delete', refused);
          assert.equal(failures[0]?.failure.code, 'neededByForks');
          const both = [threadId, thread.id];
          const { plan: whole } = await planFor(both);
          const result = await ours.request('threadTree/delete', { threadIds: both, plan: whole, codex });
          assert.deepEqual(result, { deleted: 2, failures: [] });
        });

      it('renames and pins what a Codex without a socket has loaded', async () => {
        stdio = startCodex(home, version);
        await stdio.initialize();
        const threadId = await begin(stdio, 'say', 'never');
        await stdio.notified('turn/completed');
        const ours = await start();
        await ours.request('threadTree/rename', { threadId, name: 'by child', codex });
        await ours.request('threadTree/pin', { threadId, pinned: true, codex });
        assert.deepEqual(await namesShown(ours), [['by child', true]]);
      });
    });
  });
}

describe(`sections of Codex ${codexVersions[0]}`, function () {
  if (!runsOn('unix', 'has a Codex without sections among those that are tested')) return;
  this.timeout(60_000);
  const folder = temporaryFolder();
  const startServer = threadServers();

  it('do not exist, and Codex says that it is too old', async () => {
    const home = folder('home');
    mkdirSync(home);
    const theirs = startCodex(home, codexVersions[0]);
    await theirs.initialize();
    await theirs.request('thread/list', {});
    await theirs.close();
    const server = await startServer(home, { journal: folder('journal') });
    assert.deepEqual(await server.request('threadTree/sections', {}), { sections: null });
    const codex = { configured: codexBinary(codexVersions[0]), officialExtension: null };
    const refused = server.request('threadTree/createSection', { name: 'Alpha', codex });
    await assert.rejects(refused, (error: { data?: unknown }) => {
      assert.deepEqual(error.data, { code: 'codexTooOld' });
      return true;
    });
  });
});

/** The processes below one, besides its writer. */
function childrenOf(pid: number | undefined): string[] {
  const ids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(id => id !== '');
  return ids.map(id => readFileSync(`/proc/${id}/cmdline`, 'utf8')).filter(command => command.includes('app-server'));
}
