// A folder of the home that this user may not enter or change: nothing is moved, and the failure names that folder.
import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { OperationResult } from '../../src/protocol/methods';
import { exactState } from '../support/exactState';
import { drawHome } from '../support/home';
import { giveToNobody, nobody } from '../support/nobody';
import { threadServers } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';

describe('a folder that refuses', () => {
  const home = temporaryFolder();
  const elsewhere = temporaryFolder();
  const start = threadServers();

  const folders: { folder: string; mode: number; code: string; names?: string }[] = [
    { folder: 'sessions/2026/05/01', mode: 0o555, code: 'refused' },
    { folder: 'sessions/2026/05', mode: 0o444, code: 'rolloutFolderUnreadable' },
    { folder: 'archived_sessions', mode: 0o555, code: 'refused' },
    { folder: 'archived_sessions', mode: 0o666, code: 'refused' },
    { folder: 'thread-writer-locks', mode: 0o555, code: 'writerLocksUnreadable' },
    { folder: '.', mode: 0o555, code: 'homeLockUnavailable', names: 'thread-tree.lock' },
  ];
  for (const { folder, mode, code, names = folder } of folders) {
    it(`${folder} with mode ${mode.toString(8)}`, async () => {
      const ids = drawHome(home(), { P: null });
      for (const made of ['archived_sessions', 'thread-writer-locks'])
        mkdirSync(path.join(home(), made), { recursive: true });
      const before = exactState(home());
      giveToNobody(home(), elsewhere());
      const server = await start(home(), { journal: elsewhere(), user: nobody });
      chmodSync(path.join(home(), folder), mode);
      const { result, error } = await server.ask('threadTree/archive', { threadIds: [ids.P] });
      chmodSync(path.join(home(), folder), 0o755);
      const failure = error ? error.data : (result as OperationResult).reports[0]?.failure;
      const { code: found, path: file, folder: named = file } = failure as Record<string, string>;
      assert.deepEqual([found, named], [code, path.join(home(), names)]);
      assert.deepEqual(exactState(home()), before);
    });
  }

  it('a thread-writer-locks that leads out of the home is refused: nothing is moved, and nothing is created there', async () => {
    const ids = drawHome(home(), { P: null });
    symlinkSync(elsewhere(), path.join(home(), 'thread-writer-locks'));
    const before = exactState(home());
    const server = await start(home());
    const { error } = await server.ask('threadTree/archive', { threadIds: [ids.P] });
    assert.deepEqual(error?.data, { code: 'folderLeadsOutside', folder: path.join(home(), 'thread-writer-locks') });
    assert.deepEqual([exactState(home()), readdirSync(elsewhere())], [before, []]);
  });
});
