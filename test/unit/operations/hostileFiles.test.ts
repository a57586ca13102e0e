// What may be in a session folder under a rollout's name, and what a row may have as its path. Such a file is not
// listed, waited for, read beyond its first line, or moved, and any error is a failure of that thread only.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { holdFolders } from '../../../src/server/files/heldFolders';
import { moveFiles } from '../../../src/server/files/moveFiles';
import { refusalOf } from '../../../src/server/files/systemRefusal';
import { indexRollouts } from '../../../src/server/rollouts/rolloutIndex';
import { rolloutInHome } from '../../../src/server/rollouts/rolloutInHome';
import { readSessionMeta, rolloutOwner } from '../../../src/server/rollouts/sessionMeta';
import { openRolloutFolder, ownedRollouts } from '../../../src/server/rollouts/threadRollouts';
import type { Failure } from '../../../src/protocol/failures';
import { idOf } from '../../fixtures/ids';
import { zstdBomb } from '../../fixtures/zstdBomb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { runsIf, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

const [id, other] = [idOf(1), idOf(2)];
const name = `rollout-2026-05-01T00-00-00-${id}.jsonl`;
const meta = `{"type":"session_meta","payload":{"id":"${id}","forked_from_id":"${other}"}}\n`;

describe('hostile files', () => {
  const folder = temporaryFolder();
  const home = (): string => path.join(folder(), 'home');
  const sessions = (...parts: string[]): string => path.join(home(), 'sessions', ...parts);
  const archived = (...parts: string[]): string => path.join(home(), 'archived_sessions', ...parts);
  const outside = (): string => path.join(folder(), 'outside.jsonl');
  const entry = (): string => sessions('2026/05/01', name);
  beforeEach(() => {
    mkdirSync(path.dirname(entry()), { recursive: true });
    mkdirSync(archived());
    writeFileSync(outside(), meta);
  });
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach(server => server.close()));
  const failureOf = (rolloutPath: string | undefined, isLegacy = false): Failure | undefined => {
    try {
      const found = ownedRollouts('archive', { threadId: id, rolloutPath, isLegacy }, openRolloutFolder(sessions()));
      return 'failure' in found ? found.failure : undefined;
    } catch (error) {
      return { code: 'refused', ...refusalOf(error) };
    }
  };
  /** The code of a failure, followed by the system's for a refusal. */
  const codeOf = (failure: Failure | undefined): string =>
    failure?.code === 'refused' ? `refused ${failure.error}` : (failure?.code ?? 'none');

  describe('instead of a rollout', () => {
    const onUnix: { title: string; make: (place: string) => unknown }[] = [
      { title: 'a link to a file outside', make: place => symlinkSync(outside(), place) },
      {
        title: 'a link to another rollout',
        make: place => {
          writeFileSync(sessions(name.replace(id, other)), meta);
          symlinkSync(sessions(name.replace(id, other)), place);
        },
      },
      { title: 'a link to a device', make: place => symlinkSync('/dev/zero', place) },
      { title: 'a link to a folder outside', make: place => symlinkSync(folder(), place) },
      { title: 'a dangling link', make: place => symlinkSync('nowhere', place) },
      { title: 'a link to itself', make: place => symlinkSync(path.basename(place), place) },
      { title: 'a pipe that nobody writes to', make: place => execFileSync('mkfifo', [place]) },
      {
        title: 'a socket',
        make: place =>
          new Promise<void>(resolve => {
            const server = createServer().listen({ path: place }, resolve);
            servers.push(server);
          }),
      },
      // Only root can create one.
      ...(process.getuid?.() === 0
        ? [
            {
              title: 'an endless device',
              make: (place: string) => execFileSync('mknod', [place, 'c', '1', '5']),
            },
          ]
        : []),
    ];
    const entries: typeof onUnix = [
      { title: 'a folder', make: place => mkdirSync(path.join(place, 'inside'), { recursive: true }) },
      ...(runsOn('unix', 'makes links, pipes, sockets or devices') ? onUnix : []),
    ];
    for (const { title, make } of entries) {
      it(title, async () => {
        // A socket's path has to be short, so it is created elsewhere and moved.
        const made = path.join(folder(), 's');
        await make(made);
        renameSync(made, entry());
        assert.deepEqual(
          [...indexRollouts(sessions()).keys()].filter(listed => listed === id),
          [],
        );
        assert.match(codeOf(failureOf(entry())), /^(notARegularFile|refused EFTYPE)$/);
        for (const isLegacy of [true, false]) assert.equal(codeOf(failureOf(undefined, isLegacy)), 'rolloutMissing');
        assert.equal(readSessionMeta(entry()), 'absent');
        const opened = rolloutInHome(home(), entry());
        assert.ok(opened === undefined || opened.path.startsWith(sessions()));
        // As if it had appeared after the listing.
        assert.throws(() => rolloutOwner(entry()), { code: /^(EFTYPE|ENOENT)$/ });
        const folders = holdFolders(home());
        try {
          const { size, mtimeMs } = statOf(entry());
          const failure = moveFiles('archive', [{ from: entry(), to: archived(name), size, mtimeMs }], folders);
          assert.deepEqual(failure, { code: 'rolloutChanged', path: entry() });
        } finally {
          folders.close();
        }
        assert.equal(readFileSync(outside(), 'utf8'), meta);
        rmSync(entry(), { recursive: true });
      });
    }
  });

  const link = folderLinks();
  it('a folder that is a link out of the home: its files are not listed, and a row that leads there is refused', () => {
    mkdirSync(path.join(folder(), 'other/05/01'), { recursive: true });
    writeFileSync(path.join(folder(), 'other/05/01', name), meta);
    for (const place of [sessions('2027'), sessions('2026/05/02'), archived('sub')])
      link(place, path.join(folder(), 'other'));
    assert.equal(indexRollouts(sessions()).size, 0);
    assert.equal(indexRollouts(archived()).size, 0);
    const leadsOut = sessions('2027/05/01', name);
    assert.deepEqual(failureOf(leadsOut), { code: 'rolloutOutside', path: leadsOut, location: 'active' });
    assert.equal(rolloutInHome(home(), sessions('2027/05/01', name)), undefined);
  });

  it('a folder that links to the one above it is not entered', () => {
    link(sessions('2026/loop'), sessions());
    writeFileSync(entry(), meta);
    assert.deepEqual(indexRollouts(sessions()).get(id), [entry()]);
    // Reached that way it is the same file, and listed once.
    const found = ownedRollouts(
      'archive',
      { threadId: id, rolloutPath: sessions('2026/loop/2026/05/01', name), isLegacy: false },
      openRolloutFolder(sessions()),
    );
    assert.deepEqual('files' in found && found.files.map(({ file }) => file), [entry()]);
  });

  it('a hard link to a file outside counts as this home’s rollout: nobody can tell which name came first', () => {
    linkSync(outside(), entry());
    assert.equal(failureOf(entry()), undefined);
    assert.notEqual(readSessionMeta(entry()), 'absent');
  });

  describe('a row’s path', () => {
    const isWindows = process.platform === 'win32';
    /** Windows has several errors for it, one of which Node calls ENOENT. */
    const tooLong = isWindows ? /^(rolloutMissing|refused ENAMETOOLONG)$/ : 'refused ENAMETOOLONG';
    const paths: { title: string; make: () => string; code: string | RegExp }[] = [
      { title: 'with a newline', make: () => `${entry()}\n`, code: 'rolloutMissing' },
      ...(runsOn('unix', 'names files with what Windows refuses in names')
        ? [
            {
              title: 'with a newline, of an existing file',
              make: () => put(sessions(`a\n${name}`)),
              code: 'badRolloutName',
            },
          ]
        : []),
      {
        title: 'with a NUL',
        make: () => `${put(entry())}\0.jsonl`,
        code: 'rolloutMissing',
      },
      {
        title: 'on another machine',
        make: () => `\\\\server\\share\\${name}`,
        // Windows would ask that machine; for Unix it is the name of a file.
        code: isWindows ? 'rolloutOutside' : 'rolloutMissing',
      },
      {
        title: 'with a drive letter',
        make: () => `C:\\Users\\dev\\.codex\\sessions\\${name}`,
        code: 'rolloutMissing',
      },
      {
        title: 'with ..',
        make: () => `${sessions()}/../../${path.basename(put(path.join(folder(), name)))}`,
        code: 'rolloutOutside',
      },
      {
        title: 'through a file',
        make: () => `${put(entry())}/../${name}`,
        // Windows drops the file's name with the two dots, and the path leads to the rollout.
        code: isWindows ? 'none' : 'rolloutMissing',
      },
      { title: 'of 300 characters', make: () => sessions(`${'x'.repeat(300)}.jsonl`), code: tooLong },
      { title: 'of a million characters', make: () => sessions('x/'.repeat(500_000)), code: tooLong },
      {
        title: 'with half of a surrogate pair',
        make: () => sessions('\ud800', name),
        code: 'rolloutMissing',
      },
      {
        title: 'of the folder itself',
        make: () => sessions(),
        code: /^(rolloutOutside|notARegularFile)$/,
      },
      { title: 'of the archive', make: () => put(archived(name)), code: 'rolloutOutside' },
    ];
    for (const { title, make, code } of paths) {
      it(title, () => {
        const rolloutPath = make();
        const failure = failureOf(rolloutPath);
        if (typeof code === 'string') assert.equal(codeOf(failure), code);
        else assert.match(codeOf(failure), code);
        const opened = rolloutInHome(home(), rolloutPath);
        assert.ok(opened === undefined || opened.path.startsWith(home() + path.sep));
      });
    }
  });

  // Elsewhere the file system itself refuses such names.
  if (runsOn('linux', 'other file systems refuse names that are not UTF-8')) {
    it('names that are not UTF-8 are skipped, also those of folders', () => {
      const bytes = (...parts: (string | Buffer)[]): Buffer => Buffer.concat(parts.map(part => Buffer.from(part)));
      writeFileSync(bytes(sessions('rollout-'), Buffer.from([0xff, 0xfe]), name.slice(8)), meta);
      mkdirSync(bytes(sessions('2026/'), Buffer.from([0xc3])));
      writeFileSync(bytes(sessions('2026/'), Buffer.from([0xc3]), '/', name), meta);
      writeFileSync(entry(), meta);
      assert.deepEqual([...indexRollouts(sessions())], [[id, [entry()]]]);
    });
  }

  describe('the first line', () => {
    const lines: {
      title: string;
      write: (file: string) => void;
      owner: string | undefined;
      read: 'broken' | 'session';
    }[] = [
      {
        title: 'of 100 MB, not JSON',
        write: file => truncateSync(put(file, 'x'), 100_000_000),
        owner: undefined,
        read: 'broken',
      },
      {
        title: 'of 100 MB, with a usual beginning',
        write: file => {
          put(file, `{"timestamp":"2026-11-22T07:43:34.714Z","type":"session_meta","payload":{"id":"${id}","x":"`);
          truncateSync(file, 100_000_000);
        },
        owner: id,
        read: 'broken',
      },
      {
        title: 'with lone surrogates',
        write: file => put(file, meta.replace('"forked', '"x":"\\ud800","y\\udfff":1,"forked')),
        owner: id,
        read: 'session',
      },
      {
        title: 'with bytes that are not UTF-8',
        write: file =>
          writeFileSync(file, Buffer.from(meta.replace('"forked', '"x":"\u00ff\u00fe","forked'), 'latin1')),
        owner: id,
        read: 'session',
      },
      {
        title: 'with two million nested brackets',
        write: file => put(file, '['.repeat(2_000_000)),
        owner: undefined,
        read: 'broken',
      },
      {
        title: 'deeply nested, but valid metadata',
        write: file => put(file, meta.replace('"forked', `"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"forked`)),
        owner: id,
        read: 'session',
      },
      {
        title: 'with a key that names the prototype',
        write: file => put(file, `{"type":"session_meta","payload":{"__proto__":{"id":"${id}"}}}\n`),
        owner: undefined,
        read: 'broken',
      },
      { title: 'empty, in an empty file', write: file => put(file, ''), owner: undefined, read: 'broken' },
    ];
    for (const { title, write, owner, read } of lines) {
      it(title, () => {
        write(entry());
        assert.equal(rolloutOwner(entry()), owner);
        assert.equal(typeof readSessionMeta(entry()) === 'object' ? 'session' : readSessionMeta(entry()), read);
      });
    }
  });

  describe('a compressed rollout', () => {
    const usual = `{"type":"session_meta","payload":{"id":"${id}","base_instructions":"${Array.from({ length: 3000 }, (_, at) => (at * 7919) % 1009).join(' ')}"}}\n`;
    const events = Array.from({ length: 40_000 }, (_, at) => `{"n":${(at * 7919) % 65_521}}\n`).join('');
    const unpacksFrames =
      zstdDecompressSync(Buffer.concat(['a', 'b'].map(text => zstdCompressSync(text)))).length === 2;
    const ofFrames: typeof files = [
      {
        title: 'whose first line is spread over frames',
        bytes: () => Buffer.concat([usual.slice(0, 300), usual.slice(300), events].map(text => zstdCompressSync(text))),
        owner: id,
      },
      {
        title: 'with frames to skip, and frames with checksums',
        bytes: () => {
          const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
          const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
          const [head, tail] = [usual.slice(0, 300), usual.slice(300)].map(text => zstdCompressSync(text, checksum));
          return Buffer.concat([skipped, head as Buffer, skipped, tail as Buffer, zstdBomb('', 10e9)]);
        },
        owner: id,
      },
    ];
    const files: { title: string; bytes: () => Buffer; owner: string | undefined }[] = [
      { title: 'as Codex writes it', bytes: () => zstdCompressSync(usual + events), owner: id },
      { title: 'of one line', bytes: () => zstdCompressSync(meta), owner: id },
      { title: 'of one line without a line break', bytes: () => zstdCompressSync(meta.trimEnd()), owner: id },
      {
        title: 'with a first line of 3 MB',
        bytes: () => zstdCompressSync(usual.replace('"base', `"x":"${'y'.repeat(3_000_000)}","base`) + events),
        owner: id,
      },
      {
        title: 'that continues for 50 MB',
        bytes: () => Buffer.concat([zstdCompressSync(usual + events), zstdCompressSync(Buffer.alloc(50_000_000))]),
        owner: id,
      },
      { title: 'that continues for 10 GB', bytes: () => zstdBomb(usual, 10e9), owner: id },
      { title: 'that continues for 10 GB after a short line', bytes: () => zstdBomb(meta, 10e9), owner: id },
      {
        title: 'truncated after its first block',
        bytes: () => zstdCompressSync(usual + events).subarray(0, 60_000),
        owner: id,
      },
      {
        title: 'truncated within its first block',
        bytes: () => zstdCompressSync(usual + events).subarray(0, 500),
        owner: undefined,
      },
      { title: 'that is a bomb', bytes: () => zstdCompressSync(Buffer.alloc(200_000_000)), owner: undefined },
      { title: 'that is empty', bytes: () => Buffer.alloc(0), owner: undefined },
      { title: 'that is text', bytes: () => Buffer.from(meta), owner: undefined },
      { title: 'of an empty text', bytes: () => zstdCompressSync(''), owner: undefined },
      ...(runsIf(unpacksFrames, 'Node 22 unpacks only the first frame') ? ofFrames : []),
    ];
    it('is what these tests make', () => {
      assert.deepEqual(
        zstdDecompressSync(zstdBomb('abc', 1000)),
        Buffer.concat([Buffer.from('abc'), Buffer.alloc(131_072)]),
      );
    });
    for (const { title, bytes, owner } of files) {
      it(title, () => {
        const file = `${entry()}.zst`;
        writeFileSync(file, bytes());
        assert.equal(rolloutOwner(file), owner);
        assert.equal(typeof readSessionMeta(file) === 'object', owner !== undefined);
      });
    }
  });

  function put(file: string, text = meta): string {
    const target = openSync(file, 'w');
    writeSync(target, text);
    closeSync(target);
    return file;
  }

  function statOf(file: string): { size: number; mtimeMs: number } {
    return statSync(file, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
  }
});
