// Files that stay open: never closed while their path leads to them, and no longer than that.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { appendFileSync, fstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createKeptFiles, type KeptFiles } from '../../../src/server/files/keptFiles';
import { readAt, type OpenFile } from '../../../src/server/files/fileReads';
import { temporaryFolder } from '../../support/temporaryFolder';
import { thrownFailure } from '../../support/thrownFailure';

describe('kept files', () => {
  const inFolder = temporaryFolder();
  let files: KeptFiles;
  let file: string;
  beforeEach(() => {
    files = createKeptFiles();
    file = inFolder('file');
    writeFileSync(file, 'first');
  });
  afterEach(() => files.close());

  const look = (path = file): { fd: number; size: bigint; text: string } | undefined =>
    files.withFile(path, (open: OpenFile) => ({
      fd: open.fd,
      size: open.stat.size,
      text: Buffer.from(readAt(open, 0, 100)).toString(),
    }));
  const isOpen = (fd: number | undefined): boolean => {
    try {
      fstatSync(fd ?? -1);
      return true;
    } catch {
      return false;
    }
  };

  it('stay open, and are seen as they are now', () => {
    const first = look();
    assert.deepEqual([first?.size, first?.text, isOpen(first?.fd)], [5n, 'first', true]);
    appendFileSync(file, ', second');
    assert.deepEqual(look(), { fd: first?.fd, size: 13n, text: 'first, second' });
  });

  it('are kept when what reads them fails', () => {
    const first = look();
    assert.throws(() => files.withFile(file, () => assert.fail()));
    assert.ok(isOpen(first?.fd));
  });

  it('are closed when another file is at their path', () => {
    const { ino } = fstatSync(look()?.fd ?? -1);
    writeFileSync(inFolder('other'), 'other');
    renameSync(inFolder('other'), file);
    const second = look();
    assert.equal(second?.text, 'other');
    assert.notEqual(fstatSync(second.fd).ino, ino);
  });

  it('are closed at the next look at any file when they are deleted', () => {
    const first = look();
    rmSync(file);
    assert.equal(look(inFolder('absent')), undefined);
    assert.ok(!isOpen(first?.fd));
    assert.equal(look(), undefined);
  });

  it('of several paths are open at the same time', () => {
    writeFileSync(inFolder('other'), 'other');
    const [first, other] = [look(), look(inFolder('other'))];
    assert.deepEqual([look()?.fd, look(inFolder('other'))?.fd], [first?.fd, other?.fd]);
    files.close();
    assert.deepEqual([isOpen(first?.fd), isOpen(other?.fd)], [false, false]);
  });

  it('are regular files, also when something else takes their place', () => {
    look();
    rmSync(file);
    mkdirSync(file);
    assert.deepEqual(
      thrownFailure(() => look()),
      { code: 'notAFile', path: file, is: 'folder' },
    );
    rmSync(file, { recursive: true });
    execFileSync('mkfifo', [file]);
    assert.deepEqual(
      thrownFailure(() => look()),
      { code: 'notAFile', path: file, is: 'other' },
    );
  });
});
