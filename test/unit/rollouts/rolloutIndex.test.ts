import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { indexRollouts } from '../../../src/server/rollouts/rolloutIndex';
import { idOf } from '../../fixtures/ids';
import { thrownFailure } from '../../support/thrownFailure';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

describe('rollout index', () => {
  const hasLinks = runsOn('unix', makesLinks);
  const folder = temporaryFolder();
  const link = folderLinks();
  const put = (...parts: string[]): string => {
    const file = path.join(folder(), ...parts);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  };
  const nameOf = (number: number, end = '.jsonl'): string => `rollout-2026-05-01T00-00-00-${idOf(number)}${end}`;

  it('lists by the id in the name, in the folder itself and in day folders', () => {
    const files = [
      put('2026', '05', '01', nameOf(1)),
      put('2026', '05', '01', nameOf(1, `_${idOf(9)}.jsonl.zst`)),
      put(nameOf(2)),
    ];
    assert.deepEqual(
      new Map([...indexRollouts(folder())].map(([id, paths]) => [id, [...paths].sort()])),
      new Map([
        [idOf(1), files.slice(0, 2)],
        [idOf(2), files.slice(2)],
      ]),
    );
  });

  it('of one thread: all its rollouts, in every form, and no other', () => {
    const files = [
      put('2026', '05', '01', nameOf(1)),
      put('2026', '05', '02', nameOf(1, `_${idOf(9)}.jsonl.zst`)),
      put(nameOf(1, '.jsonl.zst')),
    ];
    put(nameOf(2));
    put('2026', '05', '01', nameOf(9));
    put(`x${idOf(1)}`);
    const [[id, found] = []] = indexRollouts(folder(), new Set([idOf(1), idOf(3)]));
    assert.deepEqual([id, found?.toSorted()], [idOf(1), files.toSorted()]);
    assert.equal(indexRollouts(folder(), new Set()).size, 0);
  });

  it('skips other files, folders with such names, and links', () => {
    put('sessions', '2026', 'notes.txt');
    put('sessions', nameOf(1), 'inside');
    const outside = put('outside', nameOf(2));
    link(path.join(folder(), 'sessions', 'linked'), path.dirname(outside));
    if (hasLinks) symlinkSync(outside, path.join(folder(), 'sessions', nameOf(2)));
    assert.deepEqual([...indexRollouts(path.join(folder(), 'sessions')).keys()], []);
  });

  it('follows a link that is the folder itself', () => {
    put('real', nameOf(1));
    link(path.join(folder(), 'link'), path.join(folder(), 'real'));
    assert.deepEqual(indexRollouts(path.join(folder(), 'link')).get(idOf(1)), [path.join(folder(), 'link', nameOf(1))]);
  });

  it('is empty for a missing folder, and for a file', () => {
    assert.equal(indexRollouts(path.join(folder(), 'absent')).size, 0);
    assert.equal(indexRollouts(put('file')).size, 0);
  });

  if (hasLinks) {
    it('names a folder that cannot be read', () => {
      symlinkSync('loop', path.join(folder(), 'loop'));
      const loop = path.join(folder(), 'loop');
      const { cause, ...failure } = thrownFailure(() => indexRollouts(loop)) as { cause: string };
      assert.deepEqual(failure, { code: 'rolloutFolderUnreadable', folder: loop });
      assert.match(cause, /^ELOOP/);
    });
  }
});
