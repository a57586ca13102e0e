import { strict as assert } from 'node:assert';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { discardCopy, moveFiles, placeOf, putBack, syncFolders } from '../../../src/server/files/moveFiles';
import type { Failure } from '../../../src/protocol/failures';
import { partialOf } from '../../../src/server/files/copyFile';
import { parseRolloutName } from '../../../src/server/rollouts/rolloutNames';
import type { FileMove } from '../../../src/server/threads/threadChange';
import { idOf } from '../../fixtures/ids';
import { thrownFailure } from '../../support/thrownFailure';
import { interleaving } from '../../support/interleave';
import { asNobody, giveToNobody } from '../../support/nobody';
import { otherFileSystem } from '../../support/otherFileSystem';
import { rolloutFiles } from '../../support/rolloutFiles';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

const day = 'sessions/2026/05/01';
const archive = 'archived_sessions';
const name = (end: string): string => `rollout-2026-05-01T00-00-00-${idOf(1)}${end}`;
/** Every file that a thread can have: both forms of its rollout, and one from a revert on another day. */
const all = [
  `${day}/${name('.jsonl')}`,
  `${day}/${name('.jsonl.zst')}`,
  `sessions/2026/05/02/${name(`_${idOf(2)}.jsonl`)}`,
];
const archived = (file: string): string => `${archive}/${path.basename(file)}`;
const time = '@1777600000500';

/** A home for each test of the surrounding `describe`; if split, its archive leads to another file system. */
function homeOn(isSplit: boolean) {
  const home = temporaryFolder();
  const elsewhere = isSplit ? otherFileSystem() : undefined;
  const files = rolloutFiles(home);
  beforeEach(() => {
    mkdirSync(files.at('sessions'));
    if (!elsewhere) return;
    elsewhere.link(files.at(archive), elsewhere.at());
    assert.notEqual(statSync(files.at(archive)).dev, statSync(files.at('sessions')).dev);
  });
  return { home, elsewhere, before: interleaving(), ...files };
}

const hasLinks = runsOn('unix', makesLinks);

for (const disks of ['one file system', 'two file systems'])
  describe(`moving files on ${disks}`, () => {
    const isSplit = disks === 'two file systems';
    const { home, elsewhere, before, at, put, move, tree, folders } = homeOn(isSplit);
    const putAll = (): FileMove[] =>
      all.map(file => {
        put(file);
        return move(file, archived(file));
      });
    const archiveFiles = (moves: readonly FileMove[]) => moveFiles('archive', moves, folders());

    it('moves all files completely, with their times and modes, and leaves nothing else', () => {
      const moves = putAll();
      chmodSync(at(all[0] as string), 0o640);
      const { mode } = statSync(at(all[0] as string));
      assert.equal(archiveFiles(moves), undefined);
      assert.deepEqual(tree(), all.map(file => `${archived(file)}=${file}${time}`).sort());
      assert.equal(statSync(at(archived(all[0] as string))).mode, mode);
      assert.deepEqual(moves.map(placeOf), ['to', 'to', 'to']);
    });

    it('creates missing folders, and sets the requested time of a file', () => {
      put(`${archive}/a`);
      assert.equal(moveFiles('unarchive', [move(`${archive}/a`, `${day}/a`, 1777700000125)], folders()), undefined);
      assert.deepEqual(tree(), [`${day}/a=${archive}/a@1777700000125`]);
    });

    it('putting back undoes it, times included', () => {
      put(`${archive}/a`);
      put(`${archive}/b`);
      const old = tree();
      const moves = [move(`${archive}/a`, `${day}/a`, 1777700000125), move(`${archive}/b`, `${day}/b`)];
      moveFiles('unarchive', moves, folders());
      putBack(moves, folders());
      assert.deepEqual(tree(), old);
      putBack(moves, folders());
      assert.deepEqual(tree(), old);
    });

    it('restores times to a microsecond, on Windows and macOS to two', () => {
      writeFileSync(at('sessions/a'), 'now');
      const { mtimeNs } = lstatSync(at('sessions/a'), { bigint: true });
      const moves = [move('sessions/a', `${archive}/a`, 1777700000125)];
      archiveFiles(moves);
      putBack(moves, folders());
      const off = lstatSync(at('sessions/a'), { bigint: true }).mtimeNs - mtimeNs;
      const most = process.platform === 'linux' ? 1000n : 2000n;
      assert.ok(off < most && off > -most, `${off} ns`);
    });

    it('puts a file that was written to meanwhile back with its new time', () => {
      put(`${archive}/a`);
      const moves = [move(`${archive}/a`, 'sessions/a', 1777700000125)];
      moveFiles('unarchive', moves, folders());
      writeFileSync(at('sessions/a'), 'longer than it was before');
      const { mtimeMs } = statSync(at('sessions/a'));
      putBack(moves, folders());
      const [left = ''] = tree();
      assert.equal(left.split('@')[0], `${archive}/a=longer than it was before`);
      // A copy on Windows has it to two microseconds.
      assert.ok(Math.abs(Number(left.split('@')[1]) - mtimeMs) < 0.002, left);
    });

    it('creates a folder that was removed meanwhile again to put a file back', () => {
      const moves = putAll();
      archiveFiles(moves);
      rmSync(at('sessions/2026'), { recursive: true });
      putBack(moves, folders());
      assert.deepEqual(tree(), all.map(file => `${file}=${file}${time}`).sort());
    });

    it('puts back what it can, and names the rest', () => {
      const moves = putAll();
      archiveFiles(moves);
      mkdirSync(at(`${all[1]}/in-the-way`), { recursive: true });
      rmSync(at(archived(all[2] as string)));
      const failure = thrownFailure(() => putBack(moves, folders()));
      const astray = (file: string, code: string) => ({ from: at(file), to: at(archived(file)), why: { code } });
      assert.deepEqual(failure, {
        code: 'filesAstray',
        files: [astray(all[2] as string, 'gone'), astray(all[1] as string, 'otherFileThere')],
      });
      assert.deepEqual(tree(), [`${all[0]}=${all[0]}${time}`, `${archived(all[1] as string)}=${all[1]}${time}`].sort());
    });

    const refusals: {
      title: string;
      runs?: boolean;
      prepare: () => void;
      moves?: () => FileMove[];
      failure: () => Failure;
    }[] = [
      {
        title: 'a file with that name',
        prepare: () => put(archived(all[2] as string), 'older'),
        failure: () => taken(archived(all[2] as string)),
      },
      {
        title: 'a link with that name, even a dangling one',
        runs: hasLinks,
        prepare: () => {
          mkdirSync(at(archive), { recursive: true });
          symlinkSync('nowhere', at(archived(all[2] as string)));
        },
        failure: () => taken(archived(all[2] as string)),
      },
      {
        title: 'a folder with that name',
        prepare: () => mkdirSync(at(archived(all[2] as string)), { recursive: true }),
        failure: () => refused('EISDIR', archived(all[2] as string)),
      },
      {
        title: 'a file where the folder should be',
        prepare: () => put(`${archive}/sub`),
        moves: () => [
          ...putAll(),
          { ...move(all[2] as string, `${archive}/sub/x`), from: put('sessions/x'), size: 10 },
        ],
        failure: () => ({ ...refused('EEXIST', `${archive}/sub`), makingFolder: true }),
      },
      {
        title: 'a missing source',
        prepare: () => undefined,
        moves: () => [...putAll(), { ...move(all[0] as string, `${archive}/gone`), from: at(`${day}/gone`) }],
        failure: () => refused('ENOENT', `${day}/gone`),
      },
      {
        title: 'a name that is too long',
        runs: runsOn('unix', 'expects the error of a name that is too long'),
        prepare: () => undefined,
        moves: () => [
          ...putAll(),
          { ...move(all[0] as string, `${archive}/${'n'.repeat(300)}`), from: put('sessions/x') },
        ],
        failure: () => refused('ENAMETOOLONG', `${archive}/${'n'.repeat(300)}`),
      },
      {
        title: 'two files with the same name',
        prepare: () => undefined,
        moves: () => [
          ...putAll(),
          { ...move(all[0] as string, archived(all[0] as string)), from: put(`sessions/2026/05/03/${name('.jsonl')}`) },
        ],
        failure: () => ({
          code: 'twoOfOneName',
          first: at(all[0] as string),
          second: at(`sessions/2026/05/03/${name('.jsonl')}`),
        }),
      },
      {
        title: 'a file that has grown',
        prepare: () => undefined,
        moves: () => {
          const moves = putAll();
          writeFileSync(at(all[2] as string), 'more', { flag: 'a' });
          return moves;
        },
        failure: () => ({ code: 'rolloutChanged', path: at(all[2] as string) }),
      },
      {
        title: 'a file that was replaced by one of the same size',
        prepare: () => undefined,
        moves: () => {
          const moves = putAll();
          writeFileSync(at(all[2] as string), 'x'.repeat((all[2] as string).length));
          return moves;
        },
        failure: () => ({ code: 'rolloutChanged', path: at(all[2] as string) }),
      },
      {
        title: 'a folder instead of a file',
        prepare: () => undefined,
        moves: () => {
          const moves = putAll();
          rmSync(at(all[2] as string));
          mkdirSync(at(all[2] as string));
          return moves;
        },
        failure: () => ({ code: 'rolloutChanged', path: at(all[2] as string) }),
      },
    ];
    for (const { title, runs = true, prepare, moves: planned, failure } of refusals) {
      if (!runs) continue;
      it(`moves nothing: ${title}`, () => {
        prepare();
        const moves = (planned ?? putAll)();
        const old = tree();
        assert.deepEqual(archiveFiles(moves), failure());
        assert.deepEqual(tree(), old);
      });
    }

    // test/server/folderRefuses.test.ts tests which folder the failure names.
    const sides: { title: string; folder: () => string }[] = [
      { title: 'where the files are', folder: () => at('sessions/2026/05/02') },
      { title: 'where they go', folder: () => elsewhere?.at() ?? at(archive) },
    ];
    for (const { title, folder } of runsOn('unix', 'sets modes of folders') ? sides : []) {
      it(`moves nothing if writing is not permitted ${title}`, () => {
        mkdirSync(at(archive), { recursive: true });
        const moves = putAll();
        const old = tree();
        giveToNobody(home(), elsewhere?.at() ?? home());
        asNobody(() => {
          chmodSync(folder(), 0o555);
          try {
            const failure = archiveFiles(moves);
            assert.ok(failure?.code === 'refused');
            assert.deepEqual([failure.error, failure.makingFolder], ['EACCES', false]);
            chmodSync(folder(), 0o000);
            const unseen = thrownFailure(() => moves.map(placeOf));
            assert.ok(unseen.code === 'cannotLookAt' && unseen.why.code === 'refused');
            assert.equal(unseen.why.error, 'EACCES');
            assert.ok(unseen.path.startsWith(unseen.why.path ?? '-'));
          } finally {
            chmodSync(folder(), 0o755);
          }
        });
        assert.deepEqual(tree(), old);
      });
    }

    it('a hard link moves only its own name; the file’s other names stay', () => {
      const outside = path.join(home(), 'outside');
      const [first] = putAll() as [FileMove];
      linkSync(first.from, outside);
      assert.equal(archiveFiles([first]), undefined);
      assert.equal(placeOf(first), 'to');
      assert.deepEqual([readFileSync(outside, 'utf8'), readFileSync(first.to, 'utf8')], [all[0], all[0]]);
    });

    it('does not take two names of one file for a finished move', () => {
      const [first] = putAll() as [FileMove];
      mkdirSync(at(archive), { recursive: true });
      linkOrCopy(first);
      assert.deepEqual(archiveFiles([first]), taken(archived(all[0] as string)));
      assert.equal(placeOf(first), 'both');
    });

    it('undoes everything if a time cannot be set', () => {
      const moves = putAll().map(each => ({ ...each, touchMs: 1 }));
      const old = tree();
      // Another program removes the last one before its time is set.
      before('lutimesSync', () => rmSync((moves[2] as FileMove).to), path.basename(all[2] as string));
      const { from, to } = moves[2] as FileMove;
      assert.deepEqual(
        thrownFailure(() => archiveFiles(moves)),
        { code: 'filesAstray', files: [{ from, to, why: { code: 'gone' } }] },
      );
      assert.deepEqual(
        tree(),
        old.filter(file => !file.includes(all[2] as string)),
      );
    });

    it('discards copies that an interruption left, if they are equal', () => {
      const [first] = putAll() as [FileMove];
      mkdirSync(at(archive), { recursive: true });
      writeFileSync(partialOf(first.to), 'half');
      linkOrCopy(first);
      discardCopy(first, folders());
      assert.equal(placeOf(first), 'from');
      assert.deepEqual(
        tree().filter(file => file.includes('archived')),
        [],
      );
      discardCopy(first, folders());
    });

    it('keeps both files if they differ, and says so', () => {
      const [first] = putAll() as [FileMove];
      put(archived(all[0] as string), `${all[0]?.slice(0, -1)}X`);
      const old = tree();
      assert.deepEqual(
        thrownFailure(() => discardCopy(first, folders())),
        { code: 'twoVersions', from: first.from, to: first.to },
      );
      assert.deepEqual(tree(), old);
    });

    it('knows where a file is: only regular files count', () => {
      const [first] = putAll() as [FileMove];
      assert.equal(placeOf(first), 'from');
      mkdirSync(first.to, { recursive: true });
      assert.equal(placeOf(first), 'from');
      rmSync(first.from);
      if (hasLinks) symlinkSync(at(all[1] as string), first.from);
      assert.equal(placeOf(first), 'neither');
    });

    it('an undo and a repair may move to either location', () => {
      const moves = putAll();
      put(archived(all[2] as string));
      for (const kind of ['undo', 'repair'] as const)
        assert.deepEqual(moveFiles(kind, moves, folders()), {
          ...taken(archived(all[2] as string)),
          location: 'either',
        });
    });

    function taken(file: string): Failure {
      return { code: 'destinationTaken', destination: at(file), location: 'archived' };
    }

    function refused(error: string, file: string): Failure {
      return { code: 'refused', error, path: at(file), makingFolder: false };
    }

    function linkOrCopy({ from, to }: FileMove): void {
      if (isSplit) writeFileSync(to, readFileSync(from));
      else linkSync(from, to);
    }
  });

describe('moving files to another file system', () => {
  const { home, before, at, put, move, tree, folders } = homeOn(true);
  const plan = (): FileMove => {
    put(all[0] as string);
    return move(all[0] as string, archived(all[0] as string));
  };

  it('a partial copy is not named like a rollout', () => {
    const partial = path.basename(partialOf(at(archived(all[0] as string))));
    assert.equal(parseRolloutName(partial), undefined);
    assert.ok(!partial.includes('rollout') && !partial.includes(idOf(1)) && partial.length < 60);
    assert.notEqual(partial, path.basename(partialOf(at(archived(all[1] as string)))));
  });

  for (const size of [0, 1, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 5_000_000]) {
    it(`copies ${size} bytes`, () => {
      const text = Buffer.alloc(size, randomBytes(251));
      mkdirSync(at(day), { recursive: true });
      writeFileSync(at(`${day}/a`), text);
      assert.equal(moveFiles('archive', [move(`${day}/a`, `${archive}/a`)], folders()), undefined);
      assert.ok(readFileSync(at(`${archive}/a`)).equals(text));
    });
  }

  const races: {
    title: string;
    runs?: boolean;
    act: (move: FileMove) => void;
    codes: Failure['code'][];
    after: (old: string[], move: FileMove) => string[];
  }[] = [
    {
      title: 'the source is written to while it is copied',
      act: ({ from }) => writeFileSync(from, '!', { flag: 'a' }),
      codes: ['rolloutChanged', 'copyDiffers'],
      after: (_, { from }) => [`${all[0]}=${all[0]}!@${statSync(from).mtimeMs}`],
    },
    {
      title: 'the source is replaced while it is copied',
      runs: runsOn('unix', 'replaces a file that is open'),
      act: ({ from }) => {
        rmSync(from);
        put(all[0] as string, 'x'.repeat((all[0] as string).length));
      },
      codes: ['rolloutChanged'],
      after: () => [`${all[0]}=${'x'.repeat((all[0] as string).length)}${time}`],
    },
    {
      title: 'the copy is damaged on disk',
      act: ({ to }) => truncateSync(partialOf(to), 3),
      codes: ['copyDiffers'],
      after: old => old,
    },
    {
      title: 'a file with that name appears while it is copied',
      act: () => put(archived(all[0] as string), 'precious'),
      codes: ['destinationTaken'],
      after: old => [`${archived(all[0] as string)}=precious${time}`, ...old],
    },
  ];
  for (const { title, runs = true, act, codes, after } of races) {
    if (!runs) continue;
    it(`nothing is lost if ${title}`, () => {
      const planned = plan();
      const old = tree();
      before('fsyncSync', () => act(planned));
      const failure = moveFiles('archive', [planned], folders());
      assert.ok(failure && codes.includes(failure.code), failure?.code);
      assert.deepEqual(tree(), after(old, planned));
    });
  }

  if (!hasLinks) return;
  it('does not follow a link that appears in place of the partial copy, even at the last instant', () => {
    const planned = plan();
    const outside = path.join(home(), 'outside');
    writeFileSync(outside, 'precious');
    before('openSync', () => symlinkSync(outside, partialOf(planned.to)), path.basename(partialOf(planned.to)));
    const old = tree();
    assert.deepEqual(moveFiles('archive', [planned], folders()), {
      code: 'refused',
      error: 'EEXIST',
      path: planned.to,
      makingFolder: false,
    });
    assert.equal(readFileSync(outside, 'utf8'), 'precious');
    assert.deepEqual(tree(), old);
  });

  it('replaces a file or a link that is in the way of the partial copy, without following the link', () => {
    const planned = plan();
    const outside = path.join(home(), 'outside');
    writeFileSync(outside, 'precious');
    symlinkSync(outside, partialOf(planned.to));
    assert.equal(moveFiles('archive', [planned], folders()), undefined);
    assert.equal(readFileSync(outside, 'utf8'), 'precious');
    assert.deepEqual(tree(), [`${archived(all[0] as string)}=${all[0]}${time}`]);
  });
});

if (runsOn('unix', 'Windows syncs no folders'))
  describe('syncing folders', () => {
    const folder = temporaryFolder();
    it('syncs folders, and names what is not a folder', () => {
      syncFolders([folder(), folder()]);
      const absent = path.join(folder(), 'absent');
      assert.deepEqual(
        thrownFailure(() => syncFolders([absent])),
        { code: 'folderNotSynced', folder: absent, error: 'ENOENT', path: absent, makingFolder: false },
      );
    });
  });
