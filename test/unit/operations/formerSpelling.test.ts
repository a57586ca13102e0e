// The journal of a home whose path earlier versions of the extension spelled in another way.
import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createThreadHome } from '../../../src/server/home/threadHome';
import { journalFileIn, journalFolderOf } from '../../../src/server/operations/journal/journalFolder';
import { createWaitingLook } from '../../../src/server/operations/journal/lookAtJournal';
import { drawHome, placesOf } from '../../support/home';
import { beginEntry, changeOf, withJournal } from '../../support/journal';
import { brief, openOperations, type TestOperations } from '../../support/operations';
import { makesLinks, runsOn } from '../../support/runsOn';
import { change, stateDbOf } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { idOf } from '../../fixtures/ids';

describe('a home that earlier versions spelled in another way', () => {
  const home = temporaryFolder();
  const journals = (): string => home('journal');
  const folder = (): string => journalFolderOf(journals(), home());
  /** On a system that ignores case, the home itself; nothing opens it elsewhere. */
  const former = (): string => path.join(path.dirname(home()), path.basename(home()).toUpperCase());
  const formerFolder = (): string => journalFolderOf(journals(), former());
  const never = new AbortController().signal;
  let opened: TestOperations;
  beforeEach(() => {
    opened = openOperations(home(), journals(), former());
  });
  afterEach(() => opened.home.close());

  /** Makes the journal one of the former spelling. */
  const spellAsBefore = async (): Promise<void> => {
    // An operation closes the journal only after it has answered.
    await opened.home.settled();
    renameSync(folder(), formerFolder());
    const database = new DatabaseSync(journalFileIn(formerFolder()));
    database.prepare('UPDATE operations SET home = ?').run(former());
    // Where both spellings lead to the home, that is how rows named what was archived.
    if (existsSync(former())) {
      const [now, before] = [home(), former()].map(spelling => path.join(spelling, 'archived_sessions'));
      const inJson = (file = ''): string => JSON.stringify(file).slice(1, -1);
      database.prepare('UPDATE changes SET changes = replace(changes, ?, ?)').run(inJson(now), inJson(before));
      if (existsSync(stateDbOf(home())))
        change(home(), `UPDATE threads SET rollout_path = replace(rollout_path, '${now}', '${before}')`);
    }
    database.close();
  };
  const listed = (): string[] =>
    opened.operations.list().map(({ operation, isOpen }) => `${operation} ${isOpen ? 'open' : 'closed'}`);

  it('its operations are found, and can be undone', async () => {
    const ids = drawHome(home(), { P: null, C: 'P' });
    const { operation } = await opened.cascade('archive', [ids.P]);
    await spellAsBefore();
    assert.ok(opened.operations.hasOpen(new Set()), 'something waits');
    assert.deepEqual(await opened.operations.recover(never), []);
    assert.deepEqual(listed(), [`${operation} closed`]);
    assert.deepEqual(readdirSync(formerFolder()), []);
    assert.ok(!opened.operations.hasOpen(new Set()), 'once');
    assert.deepEqual(brief(await opened.undo(operation), ids), ['C restored', 'P restored']);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', C: 'active' });
    assert.deepEqual(listed(), []);
    opened.close();
  });

  it('they follow those of the journal as it is now', async () => {
    const ids = drawHome(home(), { P: null, Q: null });
    const before = await opened.cascade('archive', [ids.P]);
    await spellAsBefore();
    const others = openOperations(home(), journals());
    const now = await others.cascade('archive', [ids.Q]);
    others.close();
    await opened.operations.recover(never);
    assert.deepEqual(listed(), [`${before.operation} closed`, `${now.operation} closed`]);
    for (const { operation } of [now, before]) await opened.undo(operation);
    assert.deepEqual(placesOf(home(), ids), { P: 'active', Q: 'active' });
    opened.close();
  });

  it('what was interrupted is recovered', async () => {
    const ids = drawHome(home(), { P: null });
    const { operation } = await opened.cascade('archive', [ids.P]);
    const changes = (await opened.run(({ journal }) => Promise.resolve(journal.find(operation))))?.changes ?? [];
    await opened.run(({ journal }) => Promise.resolve(journal.forget(operation)));
    // The change was written, and made, but the process died before it said so.
    beginEntry(folder(), home(), { operation, kind: 'archive', roots: [ids.P], threads: [ids.P] }, entry =>
      entry.changes(changes),
    );
    await spellAsBefore();
    assert.deepEqual(await opened.operations.recover(never), []);
    assert.deepEqual(listed(), [`${operation} closed`]);
    assert.deepEqual(brief(await opened.undo(operation), ids), ['P restored']);
    opened.close();
  });

  it('they are taken over once, although the process died before the old journal was deleted', async () => {
    const ids = drawHome(home(), { P: null });
    const { operation } = await opened.cascade('archive', [ids.P]);
    await spellAsBefore();
    const aside = home('aside');
    mkdirSync(aside);
    for (const name of readdirSync(formerFolder())) renameSync(path.join(formerFolder(), name), path.join(aside, name));
    const copy = (): void => {
      const source = new DatabaseSync(journalFileIn(aside));
      source.prepare('VACUUM INTO ?').run(journalFileIn(formerFolder()));
      source.close();
    };
    copy();
    await opened.operations.recover(never);
    copy();
    await opened.operations.recover(never);
    assert.deepEqual(listed(), [`${operation} closed`]);
    assert.deepEqual(readdirSync(formerFolder()), []);
    opened.close();
  });

  it('a damaged journal is set aside there, and the home can be used', async () => {
    const ids = drawHome(home(), { P: null });
    mkdirSync(formerFolder(), { recursive: true });
    writeFileSync(journalFileIn(formerFolder()), 'not a journal');
    const { reports } = await opened.cascade('archive', [ids.P]);
    assert.deepEqual(brief(reports, ids), ['P archived']);
    assert.deepEqual(readdirSync(formerFolder()), ['journal.damaged-1.sqlite']);
    assert.match(opened.warnings.splice(0).join('\n'), /^The journal \S+ is damaged and was renamed to [^\n]+$/);
    opened.close();
  });

  it('a damaged entry costs its operation', async () => {
    const [good, bad] = ['20260501T100000000-archive-00000001', '20260502T100000000-archive-00000002'] as const;
    const begin = (operation: string, at: number): void =>
      withJournal(folder(), home(), journal => {
        const entry = journal.begin({ operation, kind: 'archive', roots: [idOf(at)], threads: [idOf(at)] });
        entry.changes([changeOf(home(), idOf(at))]);
        entry.settle([]);
        entry.close();
      });
    begin(good, 1);
    begin(bad, 2);
    await spellAsBefore();
    const database = new DatabaseSync(journalFileIn(formerFolder()));
    database.exec(`UPDATE changes SET changes = '[{}]' WHERE operation = 2`);
    database.close();
    const warnings: string[] = [];
    const place = { folder: formerFolder(), home: former() };
    assert.deepEqual(createWaitingLook()(folder(), home(), place), { open: [], needsCare: true });
    withJournal(
      folder(),
      home(),
      journal => {
        assert.deepEqual(
          journal.find(good)?.changes.map(({ files }) => files),
          [changeOf(home(), idOf(1)).files],
        );
        assert.equal(journal.summary(bad), undefined);
      },
      message => warnings.push(message),
      place,
    );
    assert.deepEqual(
      warnings.map(warning => warning.replace(/^.*-00000002 .* is damaged and cannot be undone\..*$/, 'damaged')),
      ['damaged'],
    );
  });
});

describe('how earlier versions spelled a home', () => {
  const folder = temporaryFolder();
  const formerOf = (setting: string): string | undefined => {
    const home = createThreadHome(setting, {}, message => assert.fail(message));
    try {
      assert.equal(home.path(), folder());
      return home.formerPath();
    } finally {
      home.close();
    }
  };

  it('is as now for the path itself, with a slash at its end, and by way of its parent', () => {
    for (const setting of [folder(), folder() + path.sep, path.join(folder(), '..', path.basename(folder()))])
      assert.equal(formerOf(setting), undefined, setting);
  });

  if (runsOn('unix', makesLinks))
    it('is as now for a link', () => {
      const link = path.join(folder(), 'link');
      symlinkSync(folder(), link);
      assert.equal(formerOf(link), undefined);
    });

  it('is as the user wrote it where case does not matter', () => {
    const written = path.join(path.dirname(folder()), path.basename(folder()).toUpperCase());
    // Elsewhere it names nothing.
    if (existsSync(written)) assert.equal(formerOf(written), written);
    else assert.throws(() => formerOf(written));
  });

  if (runsOn('windows', 'has drives'))
    it('has the letter of the drive as the user wrote it', () => {
      const [letter = ''] = folder();
      const other = letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
      assert.equal(formerOf(other + folder().slice(1)), other + folder().slice(1));
    });
});
