import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '../../../src/server/locks/findProgram';
import { temporaryFolder } from '../../support/temporaryFolder';

describe('a system program', () => {
  const folder = temporaryFolder();
  const program = (name: string, mode = 0o755): string => {
    const file = path.join(folder(), name, 'flock');
    mkdirSync(path.dirname(file));
    writeFileSync(file, '');
    chmodSync(file, mode);
    return file;
  };
  const place = (name: string): string => path.join(folder(), name);

  it('is found in the usual folders first, then in the search path, in order', () => {
    const [a, b, c] = [program('a'), program('b'), program('c')];
    const searchPath = [place('none'), place('b'), place('c')].join(path.delimiter);
    assert.equal(findProgram('flock', [place('none'), place('a')], searchPath), a);
    assert.equal(findProgram('flock', [place('none')], searchPath), b);
    assert.equal(findProgram('flock', [place('c')], undefined), c);
  });

  it('is never in the current folder, a folder, or a file that may not be run', () => {
    program('here');
    program('closed', 0o644);
    mkdirSync(path.join(folder(), 'nested', 'flock'), { recursive: true });
    const relative = path.relative(process.cwd(), place('here'));
    assert.equal(
      findProgram('flock', [], ['', '.', relative, place('closed'), place('nested')].join(path.delimiter)),
      undefined,
    );
    assert.equal(findProgram('flock', [relative], undefined), undefined);
  });
});
