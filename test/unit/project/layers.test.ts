// The arrows of the picture in the README: which part of src may import which. Lint holds them too, file by file; here
// they are read off all imports at once, so that a new folder or a switched-off rule is noticed.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const src = path.resolve(import.meta.dirname, '../../../src');

/** The part that a file belongs to: its first folder, `server/threads` for the domain, else the entry's own files. */
function partOf(file: string): string {
  const [first, second, third] = path.relative(src, file).split(path.sep);
  if (second === undefined)
    return first === 'manifest.ts' || first === 'manifest'
      ? 'manifest'
      : first === 'api.ts' || first === 'api'
        ? 'api'
        : 'entry';
  return first === 'server' && second === 'threads' && third !== undefined ? 'server/threads' : (first ?? '');
}

/** What each part may import besides itself and packages. */
const arrows: Record<string, string[]> = {
  protocol: [],
  manifest: [],
  api: [],
  'server/threads': ['protocol'],
  server: ['protocol', 'server/threads'],
  shell: ['protocol', 'manifest', 'api'],
  entry: ['shell', 'manifest', 'api'],
};
/** Packages that a part must not know. */
const foreign: Record<string, RegExp> = {
  protocol: /./,
  server: /^vscode(-languageclient)?(\/|$)/,
  'server/threads': /^(vscode(-languageclient|-jsonrpc)?|node:(?!buffer$)|sql\.js)/,
  manifest: /./,
};

interface Import {
  file: string;
  target: string;
}

function importsOf(file: string): Import[] {
  const found = readFileSync(file, 'utf8').matchAll(
    /(?:^|\n)(?:import|export)\b[^;]*?\bfrom '([^']+)'|\bimport\('([^']+)'\)/g,
  );
  return [...found].map(([, fixed, lazy]) => ({ file, target: fixed ?? lazy ?? '' }));
}

describe('layers', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => path.join(src, name));
  const imports = files.flatMap(importsOf);

  it('are read off the imports', () => {
    assert.ok(files.length > 50 && imports.length > 150, `${files.length} files, ${imports.length} imports`);
    assert.deepEqual(
      [...new Set(files.map(partOf))].filter(part => !(part in arrows)),
      [],
    );
  });

  it('follow the arrows', () => {
    const against = imports.filter(({ file, target }) => {
      if (!target.startsWith('.') || target.endsWith('.json')) return false;
      const [from, to] = [partOf(file), partOf(path.resolve(path.dirname(file), target))];
      return from !== to && !arrows[from]?.includes(to);
    });
    assert.deepEqual(
      against.map(({ file, target }) => `${path.relative(src, file)} → ${target}`),
      [],
    );
  });

  it('know only their packages', () => {
    const against = imports.filter(
      ({ file, target }) => !target.startsWith('.') && foreign[partOf(file)]?.test(target),
    );
    assert.deepEqual(
      against.map(({ file, target }) => `${path.relative(src, file)} → ${target}`),
      [],
    );
  });

  it('keep vscode-languageclient out of the entry bundle', () => {
    const users = imports
      .filter(({ target }) => target.startsWith('vscode-languageclient'))
      .map(({ file }) => path.relative(src, file));
    assert.deepEqual(
      [...new Set(users)].sort(),
      ['languageConnection.ts', 'threadClient.ts', 'threadWorker.ts'].map(name =>
        path.join('shell', 'connection', name),
      ),
    );
  });
});
