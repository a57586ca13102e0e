// Which files the server looks at: as few as possible before an answer if nothing has changed, which it checks each
// time; and no folder of a thread, unless the threads are grouped or chosen by folder.
import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { projectRoot } from '../../scripts/vscode/paths';
import type { ViewOptions } from '../../src/protocol/methods';
import { eventually } from '../support/eventually';
import { change, stateDbOf } from '../support/stateDb';
import { copySample, labelsOf } from '../support/sampleHome';
import { threadServers, type TestServer } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { everything } from '../support/viewOptions';
import { runsOn } from '../support/runsOn';

interface Calls {
  /** By function of node:fs. */
  calls: Record<string, number>;
  paths: string[];
}

const counter = path.join(projectRoot, 'test/support/countFileCalls.mts');
const LIMIT = 5;

describe('file-system calls', () => {
  if (!runsOn('unix', 'asks the server by a signal what it called')) return;
  const home = temporaryFolder();
  const start = threadServers();
  let database: DatabaseSync | undefined;
  beforeEach(() => void copySample('family', home()));
  afterEach(() => {
    if (database?.isOpen === true) database.close();
  });

  /** The calls since the last time, without those of the watch, which looks every two seconds. */
  const callsSince = async (server: TestServer): Promise<Calls> => {
    const reports = (): string[] => server.log().match(/(?<=^file calls: ).*$/gm) ?? [];
    const before = reports().length;
    server.process.kill('SIGUSR2');
    return JSON.parse(await eventually(() => reports()[before] ?? assert.fail('no report yet'), 5000, 5)) as Calls;
  };
  /** The fewest calls of several tries: the watch may look at the home during one of them. */
  const fewestCalls = async (server: TestServer, ask: (at: number) => Promise<unknown>): Promise<Calls> => {
    const tries: Calls[] = [];
    for (let at = 0; at < 5; at++) {
      await callsSince(server);
      await ask(at);
      tries.push(await callsSince(server));
    }
    return tries.reduce((fewest, calls) => (sumOf(calls) < sumOf(fewest) ? calls : fewest));
  };

  const journalModes = [
    {
      title: 'without a log',
      // A file that was written a moment ago has to be read again, as its times do not show every write.
      open: () => utimesSync(stateDbOf(home()), 1_700_000_000, 1_700_000_000),
    },
    {
      title: 'with a log of another process that is still running',
      open: () => {
        database = new DatabaseSync(stateDbOf(home()));
        database.exec('PRAGMA journal_mode = WAL; UPDATE threads SET updated_at = updated_at + 1');
      },
    },
  ];
  for (const { title, open } of journalModes) {
    it(`when nothing has changed: at most ${LIMIT} for a list and for a keystroke in Find, ${title}`, async () => {
      open();
      const server = await start(home(), { nodeArgs: ['--import', counter] });
      const list = (): Promise<unknown> => server.request('threadTree/list', { view: 'threads' });
      const find = (query: string): Promise<unknown> => server.request('threadTree/search', { query });
      await list();
      await find('al');
      const listed = await fewestCalls(server, list);
      assert.ok(sumOf(listed) >= 1 && sumOf(listed) <= LIMIT, JSON.stringify(listed));
      const found = await fewestCalls(server, at => find('alpha'.slice(0, at + 1)));
      assert.ok(sumOf(found) >= 1 && sumOf(found) <= LIMIT, JSON.stringify(found));
    });
  }

  it('looks at no folder of a thread, which may be on a network drive, unless its folder counts', async () => {
    const folder = path.join(home(), '..', `${path.basename(home())}-project`);
    change(home(), `UPDATE threads SET cwd = '${folder}'`);
    const server = await start(home(), { nodeArgs: ['--import', counter] });
    const looks = async (options: Partial<ViewOptions>): Promise<boolean> => {
      await callsSince(server);
      await server.request('threadTree/list', { view: 'threads', options: { ...everything, ...options } });
      return (await callsSince(server)).paths.some(each => each.startsWith(folder));
    };
    assert.equal(await looks({}), false);
    assert.equal(await looks({ group: 'date' }), false);
    await callsSince(server);
    const [threadId] = Object.values(labelsOf('family'));
    for (const [method, params] of [
      ['search', { query: 'a' }],
      ['details', { threadId }],
      ['turns', { threadId }],
      ['report', { threadId }],
      ['check', {}],
      ['plan', { operation: 'archive', threadIds: [threadId] }],
      ['archive', { threadIds: [threadId] }],
    ] as const)
      await server.request(`threadTree/${method}`, params);
    assert.deepEqual(
      (await callsSince(server)).paths.filter(each => each.startsWith(folder)),
      [],
    );
    assert.equal(await looks({ group: 'workspace' }), true);
  });
});

function sumOf({ calls }: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
