// The build writes a licence notice of every package that it bundles; scripts/vsix.ts requires the file in the .vsix.
import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { metafile } from '../../scripts/chunks';
import { bundledPackages, noticesFile } from '../../scripts/licences';
import { projectRoot } from '../../scripts/vscode/paths';

describe('The licence notices in dist/', () => {
  const folders = bundledPackages(JSON.parse(readFileSync(metafile, 'utf8')) as Metafile);
  const notices = readFileSync(noticesFile, 'utf8');

  it('are of every bundled package', () => {
    assert.ok(folders.length > 5, folders.join(', '));
    for (const folder of folders) {
      const manifest = readFileSync(path.join(projectRoot, folder, 'package.json'), 'utf8');
      const { name, version } = JSON.parse(manifest) as { name: string; version: string };
      assert.ok(notices.includes(`\n${name} ${version} (`), folder);
    }
  });

  it('have the licence of the SQLite that is copied rather than bundled', () =>
    assert.match(notices, /^sql\.js [\d.]+ \(MIT\)$/m));
});
