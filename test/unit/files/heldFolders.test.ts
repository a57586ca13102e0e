import { strict as assert } from 'node:assert';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { holdFolders, type HeldFolders } from '../../../src/server/files/heldFolders';
import { discardCopy, moveFiles, putBack } from '../../../src/server/files/moveFiles';
import { thrownFailure } from '../../support/thrownFailure';
import { interleaving } from '../../support/interleave';
import { rolloutFiles } from '../../support/rolloutFiles';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';
import { folderLinks } from '../../support/folderLinks';

const day = 'sessions/2026/05/01';

const hasLinks = runsOn('unix', makesLinks);

describe('held folders', () => {
  const folder = temporaryFolder();
  const home = (): string => path.join(folder(), 'home');
  const before = interleaving();
  const link = folderLinks();
  const { at, put, move, tree, folders } = rolloutFiles(home);
  const outside = (...parts: string[]): string => path.join(folder(), 'outside', ...parts);
  const textsOutside = (): string[] =>
    readdirSync(outside(), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(
        entry =>
          `${path.relative(outside(), path.join(entry.parentPath, entry.name))}=${readFileSync(path.join(entry.parentPath, entry.name), 'utf8')}`,
      )
      .sort();
  const swap = (name: string): void => {
    renameSync(at(name), path.join(folder(), 'was-here'));
    link(at(name), outside());
  };
  beforeEach(() => {
    mkdirSync(at('archived_sessions'), { recursive: true });
    mkdirSync(at('sessions'));
    mkdirSync(outside('05/01'), { recursive: true });
    for (const name of ['a', '01/a', '05/01/a']) {
      mkdirSync(path.dirname(outside(name)), { recursive: true });
      writeFileSync(outside(name), 'precious');
    }
  });

  const places: { title: string; place: string; file: string }[] = [
    { title: 'a day folder', place: day, file: `${day}/a` },
    { title: 'a month folder', place: 'sessions/2026/05', file: `${day}/a` },
    { title: 'a year folder', place: 'sessions/2026', file: `${day}/a` },
    { title: 'a folder in the archive', place: 'archived_sessions/sub', file: 'archived_sessions/sub/a' },
  ];
  for (const { title, place, file } of places) {
    it(`${title} that is a link out of the home: nothing is moved from or to there`, () => {
      mkdirSync(path.dirname(at(place)), { recursive: true });
      link(at(place), outside());
      put('sessions/b');
      const old = textsOutside();
      const failure = { code: 'folderLeadsOutside', folder: path.dirname(at(file)) };
      assert.deepEqual(
        moveFiles('archive', [{ from: at(file), to: at('archived_sessions/a'), size: 8, mtimeMs: 0 }], folders()),
        failure,
      );
      assert.deepEqual(moveFiles('unarchive', [move('sessions/b', file)], folders()), failure);
      const [from, to] = [at(file), at('sessions/b')];
      assert.deepEqual(
        thrownFailure(() => putBack([{ from, to, size: 1, mtimeMs: 1 }], folders())),
        { code: 'filesAstray', files: [{ from, to, why: { code: 'leadsOutside', folder: path.dirname(from) } }] },
      );
      assert.deepEqual(
        thrownFailure(() => discardCopy({ from: at('sessions/b'), to: at(file), size: 1, mtimeMs: 1 }, folders())),
        failure,
      );
      assert.deepEqual(textsOutside(), old);
      assert.ok(existsSync(at('sessions/b')));
    });
  }

  // Only where folders are held by descriptor: elsewhere a folder is only as safe as its path.
  if (runsOn('linux', 'only Linux holds folders by descriptor')) {
    for (const { title, place } of places.slice(0, 3)) {
      it(`${title} that is swapped for a link out of the home in the instant before the rename: the file comes from the original folder`, () => {
        put(`${day}/a`, 'ours....');
        const planned = [move(`${day}/a`, 'archived_sessions/a')];
        const old = textsOutside();
        before('renameSync', () => swap(place));
        assert.equal(moveFiles('archive', planned, folders()), undefined);
        assert.equal(readFileSync(at('archived_sessions/a'), 'utf8'), 'ours....');
        assert.deepEqual(textsOutside(), old);
      });

      it(`${title} that is swapped before the file is checked: the file comes from the original folder`, () => {
        put(`${day}/a`, 'ours....');
        const planned = [move(`${day}/a`, 'archived_sessions/a')];
        folders().at(at(`${day}/x`));
        swap(place);
        assert.equal(moveFiles('archive', planned, folders()), undefined);
        assert.equal(readFileSync(at('archived_sessions/a'), 'utf8'), 'ours....');
      });

      it(`${title} that is swapped in the instant before a rename into it: nothing leaves the home`, () => {
        mkdirSync(at(day), { recursive: true });
        put('archived_sessions/b', 'ours');
        const old = textsOutside();
        before('renameSync', () => swap(place));
        assert.equal(moveFiles('unarchive', [move('archived_sessions/b', `${day}/b`)], folders()), undefined);
        assert.deepEqual(textsOutside(), old);
      });
    }
  }

  if (hasLinks) {
    it('a file that is swapped for a link in the instant before the rename: the link moves, its target stays', () => {
      put(`${day}/a`);
      const planned = [move(`${day}/a`, 'archived_sessions/a')];
      const old = textsOutside();
      before('renameSync', () => {
        rmSync(at(`${day}/a`));
        symlinkSync(outside('a'), at(`${day}/a`));
      });
      moveFiles('archive', planned, folders());
      assert.deepEqual(textsOutside(), old);
      assert.deepEqual(tree(), []);
    });

    it('a file that is swapped for a link earlier: link and target stay', () => {
      put(`${day}/a`);
      const planned = [move(`${day}/a`, 'archived_sessions/a')];
      rmSync(at(`${day}/a`));
      symlinkSync(outside('a'), at(`${day}/a`));
      assert.deepEqual(moveFiles('archive', planned, folders()), { code: 'rolloutChanged', path: at(`${day}/a`) });
      assert.deepEqual(readdirSync(at('archived_sessions')), []);
    });

    it('never sets a time through a link', () => {
      put('archived_sessions/a');
      const old = timeOf(outside('a'));
      const planned = [move('archived_sessions/a', `${day}/a`, 1)];
      before('lutimesSync', () => {
        rmSync(at(`${day}/a`));
        symlinkSync(outside('a'), at(`${day}/a`));
      });
      moveFiles('unarchive', planned, folders());
      assert.equal(timeOf(outside('a')), old);
    });
  }

  for (const [title, target] of [
    ['inside the home', 'home/elsewhere'],
    ['outside it', 'disk'],
  ] as const) {
    it(`archived_sessions may be a link to a folder ${title}: archived threads go there`, () => {
      rmSync(at('archived_sessions'), { recursive: true });
      mkdirSync(path.join(folder(), target), { recursive: true });
      link(at('archived_sessions'), path.join(folder(), target));
      put(`${day}/a`);
      const planned = [move(`${day}/a`, 'archived_sessions/a')];
      assert.equal(moveFiles('archive', planned, folders()), undefined);
      assert.deepEqual(readdirSync(path.join(folder(), target)), ['a']);
      putBack(planned, folders());
      assert.equal(tree().length, 1);
      assert.deepEqual(readdirSync(path.join(folder(), target)), []);
    });
  }

  const noFolders: { title: string; runs?: boolean; make: () => void; error: string; makingFolder: boolean }[] = [
    {
      title: 'a dangling link',
      runs: hasLinks,
      make: () => symlinkSync('nowhere', at('archived_sessions')),
      error: 'ENOENT',
      makingFolder: true,
    },
    {
      title: 'a link to itself',
      runs: hasLinks,
      make: () => symlinkSync('archived_sessions', at('archived_sessions')),
      error: 'ELOOP',
      makingFolder: false,
    },
    {
      title: 'a file',
      make: () => writeFileSync(at('archived_sessions'), ''),
      error: 'EEXIST',
      makingFolder: true,
    },
  ];
  for (const { title, runs = true, make, ...refusal } of noFolders) {
    if (!runs) continue;
    it(`archived_sessions is ${title}: nothing moves`, () => {
      rmSync(at('archived_sessions'), { recursive: true });
      make();
      put(`${day}/a`);
      assert.deepEqual(moveFiles('archive', [move(`${day}/a`, 'archived_sessions/a')], folders()), {
        code: 'refused',
        path: at('archived_sessions'),
        ...refusal,
      });
      assert.equal(readFileSync(at(`${day}/a`), 'utf8'), `${day}/a`);
    });
  }

  it('creates folders only below the two session folders of the home', () => {
    folders().make(at('sessions/2027/01/02'));
    assert.deepEqual(readdirSync(at('sessions/2027/01')), ['02']);
    for (const place of [path.join(folder(), 'new'), at('new'), '/new'])
      assert.equal(thrownFailure(() => folders().make(place)).code, 'folderLeadsOutside');
    assert.deepEqual(
      [readdirSync(home()).sort(), readdirSync(folder()).sort()],
      [
        ['archived_sessions', 'sessions'],
        ['home', 'outside'],
      ],
    );
  });

  if (runsOn('unix', 'only Unix tells how many files are open')) {
    it('keeps only some folders open, however many days there are', () => {
      const days = Array.from({ length: 200 }, (_, number) => `sessions/2026/05/${number}`);
      const held: HeldFolders = holdFolders(home());
      const opened = (): number => readdirSync('/dev/fd').length;
      const idle = opened();
      symlinkSync(outside(), at('sessions/link'));
      assert.equal(thrownFailure(() => held.at(at('sessions/link/a'))).code, 'folderLeadsOutside');
      assert.equal(opened(), idle);
      const moves = days.map(name => {
        put(`${name}/a`, name);
        return move(`${name}/a`, `archived_sessions/${path.basename(name)}`);
      });
      assert.equal(moveFiles('archive', moves, held), undefined);
      assert.ok(opened() - idle < 40, `${opened() - idle} open`);
      putBack(moves, held);
      held.close();
      assert.equal(opened(), idle);
      assert.deepEqual(
        days.map(name => readFileSync(at(`${name}/a`), 'utf8')),
        days,
      );
    });
  }
});

function timeOf(file: string): number {
  return statSync(file).mtimeMs;
}
