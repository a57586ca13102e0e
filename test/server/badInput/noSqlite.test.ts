// A runtime without node:sqlite, as in VS Code before 1.103: the tree works, archiving is refused and says why. Node is
// told to hide the module before the server starts; the server itself knows nothing of this test.
import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ThreadDetails, TreeListResponse } from '../../../src/protocol/methods';
import { assertCodexFails, assertFails, type ExpectedFailure } from '../../support/expectedFailure';
import { drawHome, placesOf, rolloutContents } from '../../support/home';
import { journalFileIn, journalFolderOf } from '../../../src/server/operations/journal/journalFolder';
import { threadServers } from '../../support/server';
import { temporaryFolder } from '../../support/temporaryFolder';

const hideSqlite = `
  const { getBuiltinModule } = process;
  process.getBuiltinModule = name => /sqlite/.test(name) ? undefined : getBuiltinModule.call(process, name);
  const Module = require('node:module');
  const { _load } = Module;
  Module._load = function (name, ...rest) {
    if (/^(node:)?sqlite$/.test(name)) throw Object.assign(new Error('No such built-in module: ' + name), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });
    return _load.call(this, name, ...rest);
  };`;

describe('bad input: no node:sqlite', () => {
  const folder = temporaryFolder();
  const start = threadServers();

  it('the tree works, archiving is refused with the reason, and nothing moves', async () => {
    const home = path.join(folder(), 'home');
    const preload = path.join(folder(), 'preload.cjs');
    mkdirSync(home);
    writeFileSync(preload, hideSqlite);
    const ids = drawHome(home, { P: null, C: 'P', Q: { parent: null, archived: true } });
    // A journal that cannot be opened without it.
    const folderOfJournal = journalFolderOf(path.join(home, 'journal'), home);
    mkdirSync(folderOfJournal, { recursive: true });
    writeFileSync(journalFileIn(folderOfJournal), 'x');
    const before = rolloutContents(home);
    const server = await start(home, { nodeArgs: ['--require', preload] });

    const { rows, problem } = await server.request<TreeListResponse>('threadTree/list', { view: 'threads' });
    assert.deepEqual([problem, rows.map(({ threadId, descendants }) => [threadId, descendants])], [null, [[ids.P, 1]]]);
    assert.equal((await server.request<ThreadDetails>('threadTree/details', { threadId: ids.P })).name, 'P');
    assert.equal((await server.request<{ data: unknown[] }>('thread/list', {})).data.length, 1);

    assert.deepEqual(await server.request('threadTree/operations', {}), { operations: [] });

    const why: ExpectedFailure = { code: 'nodeSqliteMissing' };
    await assertFails(server.request('threadTree/archive', { threadIds: [ids.P] }), why);
    await assertCodexFails(server.request('thread/archive', { threadId: ids.P }), why);
    await assertCodexFails(server.request('thread/unarchive', { threadId: ids.Q }), why);
    assert.deepEqual(placesOf(home, ids), { P: 'active', C: 'active', Q: 'archived' });
    assert.deepEqual(rolloutContents(home), before);
    assert.equal(server.log(), '');
  });
});
