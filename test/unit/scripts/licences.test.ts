// Which packages get a notice, and what it says.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundledPackages, licenceNotices } from '../../../scripts/licences';
import { projectRoot } from '../../../scripts/vscode/paths';

const outputs = (...files: string[]) => ({
  outputs: {
    'dist/a.js': {
      bytes: 1,
      imports: [],
      exports: [],
      inputs: Object.fromEntries(files.map(file => [file, { bytesInOutput: 1 }])),
    },
  },
});

describe('Licence notices', () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'ctl-'));
  after(() => rmSync(scratch, { recursive: true }));
  const folderWith = (manifest: object): string => {
    writeFileSync(path.join(scratch, 'package.json'), JSON.stringify(manifest));
    return path.relative(projectRoot, scratch);
  };

  it('are of each package in the output, once, also of those inside others', () => {
    const meta = outputs(
      'src/extension.ts',
      'node_modules/valibot/dist/index.mjs',
      'node_modules/sql.js/dist/sql-wasm.js',
      'node_modules/valibot/dist/more.mjs',
      'node_modules/a/node_modules/@scope/b/lib/x.js',
    );
    assert.deepEqual(bundledPackages(meta), [
      'node_modules/a/node_modules/@scope/b',
      'node_modules/sql.js',
      'node_modules/valibot',
    ]);
  });

  it('have the name, the version, the licence and its whole text, and notices of what is inside', () => {
    const text = licenceNotices(['node_modules/smol-toml', 'node_modules/vscode-jsonrpc']);
    const read = (file: string) => readFileSync(path.join(projectRoot, 'node_modules', file), 'utf8').trim();
    const { version } = JSON.parse(read('smol-toml/package.json')) as { version: string };
    assert.match(text, new RegExp(`^smol-toml ${version.replaceAll('.', '\\.')} \\(BSD-3-Clause\\)$`, 'm'));
    for (const file of ['smol-toml/LICENSE', 'vscode-jsonrpc/License.txt', 'vscode-jsonrpc/thirdpartynotices.txt'])
      assert.ok(text.includes(read(file)), file);
  });

  it('cannot be made of a package with a licence that nobody has read', () => {
    assert.throws(() => licenceNotices([folderWith({ license: 'SSPL-1.0' })]), /nobody has looked at the licence SSPL/);
  });

  it('cannot be made of a package without its licence text', () => {
    assert.throws(() => licenceNotices([folderWith({ license: 'MIT' })]), /has no licence file/);
  });
});
