import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { parseLsof, processesWith } from '../../../src/server/locks/lsof';
import { runsOn } from '../../support/runsOn';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('lsof', () => {
  const folder = temporaryFolder();
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

  if (runsOn('unix', 'lsof is a program of Unix'))
    it('runs with a UTF-8 locale, without which it writes the name of a program as escapes', async () => {
      const [lsof, lock] = [folder('lsof'), folder('a.lock')];
      writeFileSync(lock, '');
      writeFileSync(lsof, `#!/bin/sh\nprintf 'p1\\nc%s\\ni%s\\n' "$LC_ALL" ${statSync(lock).ino}\n`, { mode: 0o755 });
      assert.deepEqual([...(await processesWith([lock], lsof))], [[lock, { pid: 1, command: 'en_US.UTF-8' }]]);
    });
});
