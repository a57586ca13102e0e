import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';
import { leftOut, windowsStages } from '../../../scripts/windows/testFiles';

describe('the tests on Windows', () => {
  const missing = (files: readonly string[]): string[] =>
    files.filter(file => !existsSync(path.join(projectRoot, file)));

  it('are files that exist, in every stage', () => {
    for (const { title, files } of windowsStages()) assert.ok(files.length > 0, title);
    assert.deepEqual(missing(windowsStages().flatMap(({ files }) => files)), []);
  });

  it('leave out only what exists', () => assert.deepEqual(missing(Object.keys(leftOut)), []));
});
