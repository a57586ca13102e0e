// Makes the .vsix: vsce must not warn, and the package must contain exactly the files listed here.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chunks } from './chunks';
import { noticesFile } from './licences';
import { projectRoot } from './vscode/paths';
import { zipEntries } from './zipEntries';

const content = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/package.json',
  'extension/readme.md',
  ...[...chunks(), 'sql-wasm.wasm', path.basename(noticesFile)].map(file => `extension/dist/${file}`),
  'extension/l10n/bundle.l10n.ja.json',
  'extension/l10n/bundle.l10n.json',
  'extension/l10n/bundle.l10n.zh-cn.json',
  'extension/package.nls.ja.json',
  'extension/package.nls.json',
  'extension/package.nls.zh-cn.json',
  'extension/media/icon.png',
  'extension/media/threads.svg',
  'extension/media/walkthrough-archive.png',
  'extension/media/walkthrough-tree.png',
  'extension/media/walkthrough-undo.png',
];

/**
 * Packages the built extension as `file`. Throws when vsce fails or warns, or when the content differs from the list.
 * vsce makes links and pictures of the README absolute: VS Code shows pictures there only by https.
 */
export function packVsix(file: string): void {
  const vsce = path.join(projectRoot, 'node_modules/@vscode/vsce/vsce');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vsce, 'package', '--no-dependencies', '--out', file],
    {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = stdout + stderr;
  if (status !== 0 || /\bWARN(ING)?\b/i.test(said)) throw new Error(`vsce package failed or warned:\n${said}`);
  requireContent(file);
}

function requireContent(file: string): void {
  const packed = zipEntries(readFileSync(file));
  const missing = content.filter(name => !packed.includes(name));
  const extra = packed.filter(name => !content.includes(name));
  if (missing.length > 0) throw new Error(`${file} lacks ${missing.join(', ')}`);
  if (extra.length > 0)
    throw new Error(`${file} contains files that scripts/vsix.ts does not list: ${extra.join(', ')}`);
}
