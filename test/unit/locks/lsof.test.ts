import assert from 'node:assert/strict';
import { parseLsof } from '../../../src/server/locks/lsof';

describe('lsof', () => {
  const codex = { pid: 4711, command: 'codex' };
  const cases: [string, string, [string, { pid: number; command: string | null }][]][] = [
    ['nothing is open', '', []],
    ['one file', 'p4711\nccodex\nf34\nn/h/a.lock\n', [['/h/a.lock', codex]]],
    [
      'without the descriptors',
      'p4711\nccodex\nn/h/a.lock\nn/h/b c.lock\n',
      [
        ['/h/a.lock', codex],
        ['/h/b c.lock', codex],
      ],
    ],
    [
      'the first of two processes',
      'p4711\nccodex\nf34\nn/h/a.lock\np4712\ncnode\nf3\nn/h/a.lock\nf4\nn/h/b.lock\n',
      [
        ['/h/a.lock', codex],
        ['/h/b.lock', { pid: 4712, command: 'node' }],
      ],
    ],
    ['no command', 'p4711\nf34\nn/h/a.lock\n', [['/h/a.lock', { pid: 4711, command: null }]]],
    ['a name before any process', 'n/h/a.lock\ncx\n', []],
  ];
  for (const [title, output, expected] of cases) it(title, () => assert.deepEqual([...parseLsof(output)], expected));
});
