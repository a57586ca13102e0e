// What the Node of the oldest VS Code cannot do, and the one that runs the tests can.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

describe('the Node of VS Code 1.103, which is 22.17', () => {
  it('binds no numbered parameter: statements have plain ones', () => {
    const files = ['src', 'test'].flatMap(folder =>
      readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
        .filter(name => name.endsWith('.ts'))
        .map(name => path.join(folder, name)),
    );
    const numbered = files.filter(file => /[=(, ]\?[1-9]\b/.test(readFileSync(path.join(projectRoot, file), 'utf8')));
    assert.ok(files.length > 100);
    assert.deepEqual(numbered, []);
  });
});
