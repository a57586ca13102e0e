// One name for one thing: a reader who searches for a name, or for a file, finds one place.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

const src = path.join(projectRoot, 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
const exported =
  /^export (?:default |declare |abstract |async )*(?:function\*?|const enum|const|let|class|interface|type|enum) (\w+)/gm;

describe('src/', () => {
  it('exports no name from two files', () => {
    const homes = new Map<string, Set<string>>();
    for (const file of files) {
      for (const [, name = ''] of readFileSync(path.join(src, file), 'utf8').matchAll(exported))
        homes.set(name, (homes.get(name) ?? new Set()).add(file));
    }
    assert.ok(homes.size > 300, `only ${homes.size} exports were found`);
    assert.deepEqual(shared(homes), []);
  });

  it('has no two files of the same name', () => {
    const folders = new Map<string, Set<string>>();
    for (const file of files.filter(file => path.basename(file) !== 'index.ts'))
      folders.set(path.basename(file), (folders.get(path.basename(file)) ?? new Set()).add(path.dirname(file)));
    assert.ok(folders.size > 100, `only ${folders.size} files were found`);
    assert.deepEqual(shared(folders), []);
  });
});

/** What more than one place has, as `name: place, place`. */
function shared(places: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...places].filter(([, of]) => of.size > 1).map(([name, of]) => `${name}: ${[...of].join(', ')}`);
}
