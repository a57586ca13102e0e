// The rows that a view showed last, on disk.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mock } from 'node:test';
import type { ViewOptions } from '../../../src/protocol/methods';
import { ROWS_FORMAT } from '../../../src/shell/tree/knownLevels';
import { createLastRows } from '../../../src/shell/tree/lastRows';
import { rowId, type ThreadNode } from '../../../src/shell/tree/nodes';
import { eventually } from '../../support/eventually';
import { row } from '../../support/row';
import { temporaryFolder } from '../../support/temporaryFolder';
import { everything } from '../../support/viewOptions';
import { fakeLog } from '../fake/service';
import { fakeSettings } from '../fake/workspace';

const byDate: ViewOptions = { ...everything, group: 'date' };
const groups = [{ key: 'today', folder: null, rows: 1, threads: 1 }];

describe('The rows that a view showed last', () => {
  const folder = temporaryFolder();
  afterEach(() => mock.timers.reset());

  function setUp() {
    const settings = fakeSettings({ 'codexThreadTree.codexHome': '/h' });
    const { log, lines } = fakeLog();
    const open = () => createLastRows('threads', folder('rows'), log);
    return { settings, lines, open, rows: open() };
  }
  const node: ThreadNode = {
    kind: 'thread',
    id: rowId(null, 't1'),
    parent: null,
    depth: 0,
    expanded: false,
    row: row(),
  };
  const shown = () => [{ parent: null, nodes: [node] }];
  /** Keeps rows, and waits until they are on disk. */
  async function keep(rows: ReturnType<typeof createLastRows>, options: ViewOptions) {
    mock.timers.enable({ apis: ['setTimeout'] });
    rows.keep(options, shown);
    mock.timers.tick(2000);
    mock.timers.reset();
    await eventually(() => readFileSync(folder('rows', 'threads.json')));
  }

  it('are there for the next window, if it asks the same', async () => {
    const { rows, open, settings, lines } = setUp();
    assert.equal(await rows.of(everything), null, 'nothing was kept yet');
    await keep(rows, everything);
    assert.deepEqual(
      (await open().of(everything))?.map(level => level.rows),
      [[node.row]],
    );
    assert.equal(await open().of({ ...everything, sort: 'name' }), null, 'other options');
    settings.change('codexThreadTree.codexHome', '/other');
    assert.equal(await open().of(everything), null, 'another home');
    assert.deepEqual(lines, []);
    const { question } = JSON.parse(readFileSync(folder('rows', 'threads.json'), 'utf8')) as { question: string };
    const asked = [ROWS_FORMAT, '/h', process.env.CODEX_HOME ?? null, everything];
    assert.deepEqual(JSON.parse(question), asked, 'whatever the version of the extension');
  });

  it('are not kept of a filtered view', async () => {
    const { rows, open } = setUp();
    mock.timers.enable({ apis: ['setTimeout'] });
    rows.keep({ ...everything, filter: 'x' }, () => assert.fail('asked for rows'));
    mock.timers.tick(60_000);
    mock.timers.reset();
    assert.equal(await open().of({ ...everything, filter: 'x' }), null);
  });

  it('are in the groups of today, unless that cannot be known', async () => {
    const { rows, open } = setUp();
    for (const options of [byDate, { ...byDate, sort: 'created' } as const]) {
      await keep(rows, options);
      const file = folder('rows', 'threads.json');
      const { question } = JSON.parse(readFileSync(file, 'utf8')) as { question: string };
      const level = { rows: [], total: 0, groups: [], orphans: 0 };
      const levels = [
        { ...level, parentId: null, groups },
        { ...level, parentId: 'group:today', rows: [row({ newestAt: 1 })] },
      ];
      const put = (at: number) => writeFileSync(file, JSON.stringify({ question, at, levels }));
      put(Date.now());
      assert.deepEqual(await open().of(options), levels);
      put(1000);
      const old = await open().of(options);
      assert.deepEqual(
        old?.map(({ parentId }) => parentId),
        options.sort === 'created' ? undefined : [null, 'group:1970-01'],
      );
      rmSync(file);
    }
  });

  it('are none, and a line in the log, when the file is damaged', async () => {
    const { rows, lines } = setUp();
    mkdirSync(folder('rows'));
    writeFileSync(folder('rows', 'threads.json'), '{"question":');
    assert.equal(await rows.of(everything), null);
    assert.match(lines.join(), /^warn: .*threads\.json: SyntaxError/);
  });

  it('are a line in the log when they cannot be written', async () => {
    const { rows, lines } = setUp();
    writeFileSync(folder('rows'), 'a file');
    mock.timers.enable({ apis: ['setTimeout'] });
    rows.keep(everything, shown);
    mock.timers.tick(2000);
    mock.timers.reset();
    await eventually(() => assert.match(lines.join(), /^warn: .*threads\.json: Error: E/));
  });
});
