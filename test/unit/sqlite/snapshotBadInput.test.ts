// Files that are not a database, or not a complete one: a failure that names the file and the problem.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { mock } from 'node:test';
import { makeDatabase, table, takeSnapshot } from '../../support/snapshots';
import { temporaryFolder } from '../../support/temporaryFolder';
import { thrownFailure } from '../../support/thrownFailure';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('snapshot of bad input', () => {
  const inFolder = temporaryFolder();
  afterEach(() => mock.restoreAll());
  const assertRefused = (file: string, expected: object, named = file): void =>
    assert.deepEqual(
      thrownFailure(() => takeSnapshot(file)),
      { path: named, ...expected },
    );
  const assertRefusedWith = (file: string, code: string, cause: RegExp): void => {
    const failure = thrownFailure(() => takeSnapshot(file));
    assert.ok('cause' in failure && 'path' in failure, failure.code);
    assert.deepEqual([failure.code, failure.path], [code, file]);
    assert.match(failure.cause, cause);
  };
  const header = (change: (bytes: Buffer) => Buffer | void): Buffer => {
    const bytes = readFileSync(makeDatabase(inFolder('whole.sqlite'), table('a', 200)));
    return change(bytes) ?? bytes;
  };

  const files: Record<string, [() => Buffer, RegExp, code?: string]> = {
    'an empty file': [() => Buffer.alloc(0), /^it is empty$/],
    'a file shorter than a header': [
      () => header(bytes => bytes.subarray(0, 99)),
      /^it has 99 bytes, less than a header$/,
    ],
    'ten bytes of a header': [() => header(bytes => bytes.subarray(0, 10)), /^it has 10 bytes/],
    'random bytes': [
      () => Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13) % 251)),
      /^it does not begin with "SQLite format 3"$/,
    ],
    'a text file': [() => Buffer.from('SQLite is a database'), /^it does not begin with/],
    zeros: [() => Buffer.alloc(8192), /^it does not begin with/],
    'a page size of 1000': [
      () =>
        header(bytes => {
          bytes.writeUInt16BE(1000, 16);
        }),
      /its header gives a page size of 1000/,
    ],
    'a page size of 256': [
      () =>
        header(bytes => {
          bytes.writeUInt16BE(256, 16);
        }),
      /its header gives a page size of 256/,
    ],
    'a page size of 0': [
      () =>
        header(bytes => {
          bytes.writeUInt16BE(0, 16);
        }),
      /its header gives a page size of 0/,
    ],
    'a future format': [
      () =>
        header(bytes => {
          bytes.writeUInt8(3, 19);
        }),
      /its header asks for version 3/,
    ],
    'almost completely reserved pages': [
      () =>
        header(bytes => {
          bytes.writeUInt16BE(512, 16);
          bytes.writeUInt8(200, 20);
        }),
      /its header is damaged/,
    ],
    'a payload fraction that SQLite never writes': [
      () =>
        header(bytes => {
          bytes.writeUInt8(63, 21);
        }),
      /its header is damaged/,
    ],
    'a file truncated within a page': [
      () => header(bytes => bytes.subarray(0, bytes.length - 1)),
      /^it holds \d+ bytes of \d+ pages of 4096 bytes$/,
      'stateDbCutShort',
    ],
    'a file truncated between pages': [
      () => header(bytes => bytes.subarray(0, bytes.length - 8192)),
      /^it holds /,
      'stateDbCutShort',
    ],
    'only the first page': [() => header(bytes => bytes.subarray(0, 4096)), /^it holds 4096 bytes/, 'stateDbCutShort'],
    'less than the first page': [
      () => header(bytes => bytes.subarray(0, 100)),
      /^it holds 100 bytes/,
      'stateDbCutShort',
    ],
    'a truncated file of an old writer, which does not store the size': [
      () =>
        header(bytes => {
          bytes.writeUInt32BE(0, 28);
          return bytes.subarray(0, bytes.length - 1);
        }),
      /^it holds /,
      'stateDbCutShort',
    ],
  };
  for (const [name, [content, cause, code = 'notADatabase']] of Object.entries(files)) {
    it(`refuses ${name}`, () => {
      writeFileSync(inFolder('state_5.sqlite'), content());
      assertRefusedWith(inFolder('state_5.sqlite'), code, cause);
    });
  }

  it('refuses a missing file', () => {
    assertRefused(inFolder('state_5.sqlite'), { code: 'stateDbGone' });
    assertRefused(inFolder('no/folder/state_5.sqlite'), { code: 'stateDbGone' });
    symlinkSync(inFolder('nowhere'), inFolder('link.sqlite'));
    assertRefused(inFolder('link.sqlite'), { code: 'stateDbGone' });
    writeFileSync(inFolder('file'), '');
    assertRefused(inFolder('file/state_5.sqlite'), { code: 'stateDbGone' });
  });

  it('refuses a folder instead of the database or the files beside it', () => {
    mkdirSync(inFolder('state_5.sqlite'));
    assertRefused(inFolder('state_5.sqlite'), { code: 'notAFile', is: 'folder' });
    for (const suffix of ['-wal', '-journal']) {
      const db = makeDatabase(inFolder(`with${suffix}.sqlite`), table('a', 10));
      mkdirSync(db + suffix);
      assertRefused(db, { code: 'notAFile', is: 'folder' }, db + suffix);
    }
  });

  it('refuses a file that is too large to read, whatever it contains', () => {
    writeFileSync(inFolder('state_5.sqlite'), '');
    truncateSync(inFolder('state_5.sqlite'), 2 ** 30 + 1);
    assertRefused(inFolder('state_5.sqlite'), { code: 'fileTooLarge' });
  });

  if (runsOn('unix', makesLinks)) {
    it('refuses a link that leads to itself', () => {
      symlinkSync(inFolder('loop.sqlite'), inFolder('loop.sqlite'));
      assertRefused(inFolder('loop.sqlite'), { code: 'fileUnreadable', cause: 'ELOOP' });
    });
  }

  if (runsOn('unix', 'mkfifo(1) makes a pipe in the place of a file')) {
    it('refuses a named pipe without waiting for a writer', () => {
      execFileSync('mkfifo', [inFolder('state_5.sqlite')]);
      assertRefused(inFolder('state_5.sqlite'), { code: 'notAFile', is: 'other' });
    });
  }

  if (runsOn('unix', 'only Unix has modes of files') && process.getuid?.() !== 0) {
    it('refuses what the user may not read', () => {
      const db = makeDatabase(inFolder('state_5.sqlite'), table('a', 10));
      writeFileSync(db, readFileSync(db), { mode: 0 });
      assertRefused(db, { code: 'permissionDenied' });
    });
  }

  if (runsOn('linux', 'only Linux has a file that changes at every read')) {
    it('gives up on a file that changes at every read', () => {
      // The pauses between attempts take no time here.
      mock.method(Atomics, 'wait', () => 'timed-out');
      // A kernel file with a new UUID at every read.
      symlinkSync('/proc/sys/kernel/random/uuid', inFolder('state_5.sqlite'));
      assertRefused(inFolder('state_5.sqlite'), { code: 'stateDbKeepsChanging', attempts: 100 });
    });
  }
});
