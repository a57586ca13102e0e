import assert from 'node:assert/strict';
import { parseLsof } from '../../../src/server/locks/lsof';

describe('lsof', () => {
  const codex = { pid: 4711, command: 'codex' };
  const cases: [string, string, [string, { pid: number; command: string | null }][]][] = [
    ['nothing is open', '', []],
    ['one file', 'p4711\nccodex\nf34\ni11\n', [['11', codex]]],
    [
      'without the descriptors',
      'p4711\nccodex\ni11\ni12\n',
      [
        ['11', codex],
        ['12', codex],
      ],
    ],
    [
      'the first of two processes',
      'p4711\nccodex\nf34\ni11\np4712\ncnode\nf3\ni11\nf4\ni12\n',
      [
        ['11', codex],
        ['12', { pid: 4712, command: 'node' }],
      ],
    ],
    ['no command', 'p4711\nf34\ni11\n', [['11', { pid: 4711, command: null }]]],
    ['an inode before any process', 'i11\ncx\n', []],
  ];
  for (const [title, output, expected] of cases) it(title, () => assert.deepEqual([...parseLsof(output)], expected));
});
