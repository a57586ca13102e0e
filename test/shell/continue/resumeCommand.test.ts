import assert from 'node:assert/strict';
import { resumeCommand } from '../../../src/shell/continue/resumeCommand';

describe('The command that is copied', () => {
  const table: [home: string | null, platform: NodeJS.Platform, command: string][] = [
    [null, 'linux', 'codex resume a'],
    [null, 'win32', 'codex resume a'],
    ['/h o/$(rm)', 'linux', "CODEX_HOME='/h o/$(rm)' codex resume a"],
    ["/it's", 'darwin', String.raw`CODEX_HOME='/it'\''s' codex resume a`],
    [String.raw`C:\it's`, 'win32', String.raw`$env:CODEX_HOME='C:\it''s'; codex resume a`],
  ];
  for (const [home, platform, command] of table) {
    it(command, () => assert.equal(resumeCommand('a', home, platform), command));
  }
});
