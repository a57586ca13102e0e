import assert from 'node:assert/strict';
import { mock } from 'node:test';
import type { CancellationToken, ThemeIcon } from 'vscode';
import type { SearchHit, TreeListResponse, TreeSearchResponse } from '../../../src/protocol/methods';
import { UserFacingError } from '../../../src/shell/errors';
import { find } from '../../../src/shell/find/findCommand';
import { NOW, row } from '../../support/row';
import { planOf } from '../../support/outcomes';
import { threadDetails } from '../../support/threadDetails';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeSettings } from '../fake/workspace';
import { fakeWindow } from '../fake/window';

const hit: SearchHit = {
  ...row({ threadId: 'b', name: 'Review $(x)', kind: 'subAgent', archived: true }),
  ancestors: ['Fix it'],
  cwd: '/h/shop',
  match: null,
};

describe('Find Threads', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW * 1000 }));
  afterEach(() => mock.timers.reset());

  async function open(
    search: (query: string, token?: CancellationToken) => TreeSearchResponse | Promise<TreeSearchResponse> = () =>
      found,
  ) {
    const list: TreeListResponse = {
      revision: 1,
      rows: [row({ threadId: 'a', name: 'Fix it' })],
      total: 1,
      groups: [],
      orphans: 0,
      hidden: 0,
      problem: null,
    };
    const done = () => ({ operation: 'o', reports: [], names: {} });
    const { service, requests } = fakeService({
      'threadTree/list': () => list,
      'threadTree/search': ({ query }, token) => search(query, token),
      'threadTree/plan': () => planOf(1, { plan: 'p' }),
      'threadTree/archive': done,
      'threadTree/unarchive': done,
      'threadTree/details': () => threadDetails({}, { rollout: { path: '/h/r.jsonl', bytes: 1 } }),
    });
    fakeSettings();
    const { shown } = fakeWindow();
    const input = fakeQuickPick();
    const revealed: string[] = [];
    const views = fakeViews({ reveal: threadId => Promise.resolve(void revealed.push(threadId)) });
    const command = find(fakeContext(service, { views })) as Promise<void>;
    await settled();
    const type = async (text: string) => {
      input.type(text);
      mock.timers.tick(30);
      await settled();
    };
    const searches = () =>
      requests.flatMap(([method, params]) =>
        method === 'threadTree/search' ? [(params as { query: string }).query] : [],
      );
    const methods = () => requests.map(([method]) => method.replace('threadTree/', ''));
    return { input, command, type, requests, searches, methods, revealed, shown };
  }
  const found: TreeSearchResponse = { hits: [hit], total: 120 };
  const labels = ({ picker }: Awaited<ReturnType<typeof open>>['input']) => picker.items.map(({ label }) => label);

  it('begins with the newest threads, while the server makes its index', async () => {
    const { input, searches, command } = await open();
    assert.deepEqual(labels(input), ['Fix it']);
    assert.equal(input.picker.title, 'Find Threads: the most recent');
    assert.equal(
      input.picker.placeholder,
      'Search by name, message, folder, branch, agent, id, or what was said and done',
    );
    assert.equal(input.picker.busy, false);
    assert.deepEqual(searches(), ['']);
    input.close();
    await command;
  });

  it('lists what is found, in the order of the server', async () => {
    const { input, type, command, requests } = await open();
    await type('review');
    const [item] = input.picker.items;
    assert.deepEqual(
      [item?.label, item?.description, item?.detail, item?.alwaysShow],
      ['Review \\$(x)', 'Fix it · archived', '/h/shop', true],
    );
    assert.equal((item?.iconPath as ThemeIcon).id, 'robot');
    assert.equal(input.picker.title, 'Find Threads: 120 found, the best 1 shown');
    assert.equal(input.picker.sortByLabel, false);
    assert.deepEqual(requests.at(-1), ['threadTree/search', { query: 'review', limit: 100 }]);
    input.close();
    await command;
  });

  it('searches when typing pauses, and is busy meanwhile', async () => {
    const { input, type, searches, command } = await open();
    input.type('re');
    mock.timers.tick(20);
    assert.equal(input.picker.busy, true);
    await type('re');
    assert.deepEqual(searches(), ['', 're']);
    mock.timers.tick(200);
    await settled();
    assert.equal(input.picker.busy, false);
    input.close();
    await command;
  });

  it('finds a thread by anything that contains its id', async () => {
    const { input, type, searches, command } = await open();
    await type('codex resume 01A20235-E178-70E0-9CE2-79221C5011C6');
    assert.deepEqual(searches(), ['', '01a20235-e178-70e0-9ce2-79221c5011c6']);
    input.close();
    await command;
  });

  it('shows the chosen thread in its tree', async () => {
    const { input, command, revealed } = await open();
    input.accept('Fix it');
    await command;
    assert.deepEqual([revealed, input.isDisposed], [['a'], true]);
  });

  it('does nothing when it is closed, or when there is nothing to choose', async () => {
    const { input, command, revealed, methods } = await open();
    input.picker.selectedItems = [];
    input.accept();
    assert.equal(input.isOpen, true);
    input.close();
    await command;
    assert.deepEqual([revealed, methods()], [[], ['list', 'searchTranscripts', 'search']]);
  });

  const buttons: [string, string, string, string[]][] = [
    ['archives an active thread', 'Fix it', 'Archive Thread and Children', ['plan', 'archive']],
    ['unarchives an archived thread', 'Review \\$(x)', 'Unarchive Thread and Children', ['plan', 'unarchive']],
    ['opens the transcript', 'Review \\$(x)', 'Open Transcript', []],
  ];
  for (const [name, label, button, expected] of buttons) {
    it(`${name} with a button`, async () => {
      const opened: string[] = [];
      fakeVscode.window.showTextDocument = (uri: { scheme: string }) => Promise.resolve(void opened.push(uri.scheme));
      const { input, type, command, methods } = await open();
      if (label !== 'Fix it') {
        await type('review');
      }
      const before = methods().length;
      input.pressOn(label, button);
      await command;
      assert.deepEqual(methods().slice(before), expected);
      assert.deepEqual(opened, button === 'Open Transcript' ? ['codex-thread'] : []);
      assert.equal(input.isDisposed, true);
    });
  }

  it('copies an id with a button, and stays open', async () => {
    const copied: string[] = [];
    const told: string[] = [];
    const clipboard = { writeText: (text: string) => Promise.resolve(void copied.push(text)) };
    Object.assign(fakeVscode.env, { clipboard });
    fakeVscode.window.setStatusBarMessage = (text: string) => void told.push(text);
    const { input, command } = await open();
    input.pressOn('Fix it', 'Copy Thread Id');
    await settled();
    assert.deepEqual([copied, told, input.isOpen], [['a'], ['Copied thread id a'], true]);
    input.close();
    await command;
  });

  it('shows an error of copying, and stays open', async () => {
    const clipboard = { writeText: () => Promise.reject(new UserFacingError('No clipboard.')) };
    Object.assign(fakeVscode.env, { clipboard });
    const { input, command, shown } = await open();
    input.pressOn('Fix it', 'Copy Thread Id');
    await settled();
    assert.deepEqual([shown[0]?.text, input.isOpen], ['No clipboard.', true]);
    input.close();
    await command;
  });

  it('cancels a search that nobody waits for any more', async () => {
    const cancelled: string[] = [];
    const { input, type, command } = await open((query, token) => {
      token?.onCancellationRequested(() => cancelled.push(query));
      return query === '' ? found : new Promise(() => undefined);
    });
    await type('a');
    await type('ab');
    assert.deepEqual(cancelled, ['a']);
    input.close();
    assert.deepEqual(cancelled, ['a', 'ab']);
    await command;
  });

  it('closes and rejects when a search fails', async () => {
    const { input, command, type } = await open(query => {
      if (query === 'x') {
        throw new UserFacingError('Gone.');
      }
      return found;
    });
    const failed = assert.rejects(command, /^UserFacingError: Gone\.$/);
    await type('x');
    await failed;
    assert.equal(input.isDisposed, true);
  });

  it('does not mind when the index cannot be made', async () => {
    const { input, command } = await open(() => Promise.reject(new Error('busy')));
    assert.deepEqual(labels(input), ['Fix it']);
    input.close();
    await command;
  });
});
