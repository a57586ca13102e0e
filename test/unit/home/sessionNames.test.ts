import { strict as assert } from 'node:assert';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createSessionNames } from '../../../src/server/home/sessionNames';
import { temporaryFolder } from '../../support/temporaryFolder';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('names in the session index', () => {
  const home = temporaryFolder();
  const file = (): string => path.join(home(), 'session_index.jsonl');
  const line = (id: string, name: unknown, more: object = { updated_at: '2026-05-01T00:00:00Z' }): string =>
    `${JSON.stringify({ id, thread_name: name, ...more })}\n`;

  const cases: { title: string; text: string; name: string | undefined }[] = [
    { title: 'a name', text: line('a', 'Name'), name: 'Name' },
    { title: 'the last line wins', text: line('a', 'Old') + line('b', 'Other') + line('a', 'New'), name: 'New' },
    { title: 'without a line break at the end', text: line('a', 'Old') + line('a', 'New').trim(), name: 'New' },
    {
      title: 'a line truncated by a crash costs that line',
      text: `${line('a', 'Name')}{"id":"a","thread_na`,
      name: 'Name',
    },
    { title: 'broken lines cost themselves', text: `null\n7\n"a"\n[]\n\n\u0000\n${line('a', 'Name')}`, name: 'Name' },
    {
      title: 'a name that is not text is ignored',
      text: line('a', 'Name') + line('a', 7) + line('a', null),
      name: 'Name',
    },
    {
      title: 'a line without a time is ignored, as by Codex',
      text: line('a', 'Name') + line('a', 'Timeless', {}),
      name: 'Name',
    },
    { title: 'a blank name is ignored, as by Codex', text: line('a', 'Name') + line('a', '  '), name: 'Name' },
    {
      title: 'a line of a hundred kilobytes is ignored',
      text: line('a', 'Name') + line('a', 'x'.repeat(100_000)),
      name: 'Name',
    },
    {
      title: 'the end of such a line is ignored as well',
      text: `${'x'.repeat(400_000)}${line('a', 'No')}${line('a', 'Name')}`,
      name: 'Name',
    },
    {
      title: 'lines across the borders of chunks',
      text:
        Array.from({ length: 9000 }, (_, at) => line(`${at}`, `${'x'.repeat(at % 97)}`)).join('') + line('a', 'Name'),
      name: 'Name',
    },
    {
      title: 'a line with half of a surrogate pair is ignored, as by Codex',
      text: line('a', 'Name') + line('a', 'x').replace('"x"', '"\\ud83d"'),
      name: 'Name',
    },
    {
      title: 'a complete pair is fine',
      text: line('a', 'x').replace('"x"', '"\\ud83d\\ude00"'),
      name: '\u{1f600}',
    },
    { title: 'a property of every object is not a name', text: line('b', 'Other'), name: undefined },
    { title: 'an empty file', text: '', name: undefined },
  ];
  for (const { title, text, name } of cases) {
    it(title, () => {
      writeFileSync(file(), text);
      const nameOf = createSessionNames(message => assert.fail(message))(home());
      assert.equal(nameOf('a'), name);
      assert.equal(nameOf('constructor'), undefined);
    });
  }

  it('a missing file has no names', () => {
    assert.equal(createSessionNames(message => assert.fail(message))(home())('a'), undefined);
  });

  it('is the same function until the file changes', () => {
    const names = createSessionNames(message => assert.fail(message));
    const absent = names(home());
    assert.equal(names(home()), absent);
    writeFileSync(file(), line('a', 'One'));
    const one = names(home());
    assert.notEqual(one, absent);
    assert.equal(names(home()), one);
    appendFileSync(file(), line('a', 'Two'));
    assert.equal(names(home())('a'), 'Two');
    assert.equal(one('a'), 'One');
    rmSync(file());
    assert.equal(names(home())('a'), undefined);
  });

  const unreadable: { title: string; runs?: boolean; make: () => void }[] = [
    { title: 'a folder with that name', make: () => mkdirSync(file()) },
    {
      title: 'a link to itself',
      runs: runsOn('unix', makesLinks),
      make: () => symlinkSync('session_index.jsonl', file()),
    },
    {
      title: 'a file that is too large',
      make: () => {
        writeFileSync(file(), '');
        truncateSync(file(), 65 * 1024 * 1024);
      },
    },
  ];
  for (const { title, runs = true, make } of unreadable) {
    if (!runs) continue;
    it(`costs only the names, and is reported once: ${title}`, () => {
      make();
      const warnings: string[] = [];
      const names = createSessionNames(message => warnings.push(message));
      assert.equal(names(home())('a'), undefined);
      assert.equal(names(home())('a'), undefined);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /session_index\.jsonl/);
    });
  }
});
