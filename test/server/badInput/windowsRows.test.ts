// Rows with paths that only Windows understands, with the real server there: they lead to other machines, devices and
// streams, or are no names of files. No other machine and no device is asked, and nothing of such a thread is touched.
import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../scripts/vscode/paths';
import type { OperationResult, TreeListResponse } from '../../../src/protocol/methods';
import { assertFailure, type ExpectedFailure } from '../../support/expectedFailure';
import { drawHome, rolloutContents, rolloutOf } from '../../support/home';
import { runsOn } from '../../support/runsOn';
import { threadServers } from '../../support/server';
import { change, query } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { everything } from '../../support/viewOptions';

const logger = pathToFileURL(path.join(projectRoot, 'test/support/logPaths.mts')).href;

const outside: ExpectedFailure = { code: 'rolloutOutside', location: 'active' };
const missing: ExpectedFailure = { code: 'rolloutMissing', location: 'active' };

/** What a row names, given its rollout, and what an archive says. */
const paths: { title: string; make: (rollout: string) => string; failure: ExpectedFailure }[] = [
  { title: 'a server', make: () => '\\\\server.invalid\\share\\x.jsonl', failure: outside },
  { title: 'a server, with slashes', make: () => '//server.invalid/share/x.jsonl', failure: outside },
  { title: 'a server, with both', make: () => '\\/server.invalid\\share/x.jsonl', failure: outside },
  { title: 'a server in the long form', make: () => '\\\\?\\UNC\\server.invalid\\share\\x.jsonl', failure: outside },
  {
    title: 'a server behind a drive in the long form',
    make: () => '\\\\?\\C:\\..\\UNC\\server.invalid\\share\\x.jsonl',
    failure: outside,
  },
  {
    title: 'a server as the kernel names it',
    make: () => '\\??\\UNC\\server.invalid\\share\\x.jsonl',
    failure: missing,
  },
  { title: 'a server as a device', make: () => '\\\\.\\UNC\\server.invalid\\share\\x.jsonl', failure: outside },
  {
    title: 'a server in the root of devices',
    make: () => '\\\\?\\GLOBALROOT\\Device\\Mup\\server.invalid\\share\\x.jsonl',
    failure: outside,
  },
  { title: 'a named pipe', make: () => '\\\\.\\pipe\\x.jsonl', failure: outside },
  { title: 'a disk', make: () => '\\\\.\\PhysicalDrive0', failure: outside },
  ...['NUL', 'CON', 'COM1', 'NUL.jsonl'].map(name => ({
    title: `the device ${name} in sessions`,
    make: (rollout: string) => path.join(path.dirname(rollout), name),
    failure: missing,
  })),
  { title: 'the device NUL', make: () => 'NUL', failure: missing },
  { title: 'a stream', make: rollout => `${rollout}:stream`, failure: missing },
  // NTFS has it, Wine has not.
  {
    title: 'the stream of the data',
    make: rollout => `${rollout}::$DATA`,
    failure: { code: ['badRolloutName', 'rolloutMissing'] },
  },
  { title: 'a dot at the end', make: rollout => `${rollout}.`, failure: missing },
  { title: 'a space at the end', make: rollout => `${rollout} `, failure: missing },
  {
    title: 'a name that Windows forbids',
    make: rollout => `${path.dirname(rollout)}\\<a|b*?">.jsonl`,
    failure: missing,
  },
  { title: 'relative to a drive', make: rollout => `${rollout.slice(0, 2)}x.jsonl`, failure: missing },
];

if (runsOn('windows', 'is about paths of Windows')) {
  describe('bad input: paths of Windows in rows', () => {
    const folder = temporaryFolder();
    const start = threadServers();
    const home = (): string => path.join(folder(), 'home');

    it('each costs its own thread only, and no other machine or device is asked', async () => {
      mkdirSync(home());
      const labels = paths.map((_, at) => `t${at}`);
      const ids = drawHome(home(), Object.fromEntries(labels.map(label => [label, null])));
      const named = paths.map(({ make }, at) => make(rolloutOf(home(), ids[`t${at}`] as string)));
      const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
      change(
        home(),
        named
          .map(
            (file, at) =>
              `UPDATE threads SET rollout_path = ${quoted(file)}, cwd = ${quoted(path.win32.dirname(file))} WHERE id = '${ids[`t${at}`]}'`,
          )
          .join('; '),
      );
      const rows = (): unknown => query(home(), 'SELECT * FROM threads ORDER BY id');
      const [before, rowsBefore] = [rolloutContents(home()), rows()];
      const log = path.join(folder(), 'paths');
      const server = await start(home(), {
        nodeArgs: ['--import', logger],
        env: { PATH_LOG: log },
        journal: path.join(folder(), 'journal'),
      });

      const { rows: shown, problem } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads' });
      assert.deepEqual([problem, shown.length], [null, paths.length]);
      const options = { ...everything, group: 'workspace', folders: ['C:\\work'] };
      await server.request('threadTree/list', { view: 'threads', options });
      // Codex lists no thread without a rollout either.
      assert.deepEqual((await server.request<{ data: unknown[] }>('thread/list', { limit: 100 })).data, []);
      for (const threadId of Object.values(ids)) {
        await server.ask('thread/read', { threadId });
        await server.request('threadTree/details', { threadId });
        for (const method of ['turns', 'threadTokens', 'report', 'commandLine'])
          await server.ask(`threadTree/${method}`, { threadId, action: 'resume', codex: '' });
      }
      await server.request('threadTree/searchTranscripts', { query: 'x', token: 's' });
      await server.request('threadTree/check', {});

      const { reports } = await server.request<OperationResult>('threadTree/archive', {
        threadIds: Object.values(ids),
      });
      for (const [at, { title, failure }] of paths.entries()) {
        const report = reports.find(({ threadId }) => threadId === ids[`t${at}`]);
        assert.ok(report?.failure, `${title}: ${report?.status}`);
        try {
          assertFailure(report.failure, failure);
        } catch (error) {
          throw new Error(`${title}: ${(error as Error).message}`);
        }
      }
      assert.deepEqual(rolloutContents(home()), before);
      assert.deepEqual(rows(), rowsBefore);

      const asked = readFileSync(log, 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as string);
      assert.ok(asked.some(file => file.endsWith('state_5.sqlite')));
      assert.deepEqual(
        asked.filter(file => !/^\\\\\?\\[A-Z]:\\/i.test(file)),
        [],
      );
      assert.equal(server.log(), '');
    });
  });
}
