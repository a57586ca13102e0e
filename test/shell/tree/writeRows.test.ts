// The file for the next window.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rowId, type TreeNode } from '../../../src/shell/tree/nodes';
import { writeRows } from '../../../src/shell/tree/writeRows';
import { row } from '../../support/row';
import { temporaryFolder } from '../../support/temporaryFolder';

const shown = (name: string) => {
  const node: TreeNode = {
    kind: 'thread',
    id: rowId(null, 't1'),
    parent: null,
    depth: 0,
    expanded: false,
    row: row({ name }),
  };
  return [{ parent: null, nodes: [node] }];
};

describe('Rows for the next window', () => {
  const folder = temporaryFolder();

  it('are in a file that only this user can read, and nothing is beside it', async () => {
    const file = folder('rows', 'threads.json');
    await writeRows(file, 'home', shown('One'), undefined);
    const { question, at, levels } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    assert.deepEqual([question, typeof at], ['home', 'number']);
    assert.match(JSON.stringify(levels), /"name":"One"/);
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.deepEqual(readdirSync(folder('rows')), ['threads.json']);
  });

  it('are written again only when they are others', async () => {
    const file = folder('threads.json');
    const first = await writeRows(file, 'home', shown('One'), undefined);
    rmSync(file);
    const second = await writeRows(file, 'home', shown('One'), first);
    assert.deepEqual(readdirSync(folder()), []);
    await writeRows(file, 'home', shown('Two'), second);
    assert.match(readFileSync(file, 'utf8'), /"name":"Two"/);
  });
});
