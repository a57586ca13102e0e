// From "Clean Up Old Threads…" to the preview, and from there to the archive.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Uri } from 'vscode';
import { ViewId } from '../../../src/manifest';
import type { OldThreadsParams, OperationResult } from '../../../src/protocol/methods';
import { cleanUpOld } from '../../../src/shell/cleanUp/cleanUpOld';
import {
  cleanUpArchive,
  cleanUpCancel,
  cleanUpCheckAll,
  cleanUpCheckNone,
  cleanUpShowMore,
} from '../../../src/shell/cleanUp/cleanUpCommands';
import type { CleanUpNode } from '../../../src/shell/cleanUp/cleanUpModel';
import { CancelledError } from '../../../src/shell/errors';
import { reports } from '../../support/outcomes';
import { oldThreadsOf, subtree } from '../../support/oldSubtrees';
import { fakeShowQuickPick, type AskedPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews, settled } from '../fake/service';
import { fakeTreeViews } from '../fake/treeView';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeCommands, fakeFolders, fakeSettings } from '../fake/workspace';

type Choose = (asked: AskedPick) => string[] | undefined;

interface Setting {
  choose?: Choose;
  typed?: string | undefined;
  scoped?: boolean;
  /** The open folders. */
  folders?: string[];
  /** What the user chooses in the dialog for folders. */
  folder?: string;
}

/** `home`: what is old there, and what is loaded; tests change it. */
function setUp({ choose = thirtyDays, typed, scoped = false, folders = ['/h/shop'], folder }: Setting = {}) {
  const home = oldThreadsOf([subtree('a', 2), subtree('b', 12)]);
  const result: OperationResult = { operation: 'o', reports: reports([[14, 'archived']]), names: {} };
  const fake = fakeService({
    'threadTree/oldThreads': () => structuredClone(home),
    'threadTree/archive': () => result,
  });
  const viewOf = fakeTreeViews();
  const commands = fakeCommands();
  fakeFolders(...folders);
  fakeSettings();
  fakeVscode.window.showOpenDialog = () => Promise.resolve(folder === undefined ? undefined : [Uri.file(folder)]);
  const window = fakeWindow();
  const asked = fakeShowQuickPick(choose);
  const boxes: { value: string; validateInput(text: string): string | null }[] = [];
  fakeVscode.window.showInputBox = (options: (typeof boxes)[number]) => {
    boxes.push(options);
    return Promise.resolve(typed);
  };
  const views = fakeViews();
  views.threads.choices.set({ scope: scoped ? 'workspace' : 'all' });
  const context = fakeContext(fake.service, { views, cleanUp: { open: null } });
  const preview = () => viewOf<CleanUpNode>(ViewId.cleanUp);
  const params = () => fake.requests.map(([, of]) => of);
  return { ...fake, ...window, home, commands, asked, boxes, context, preview, params };
}

const thirtyDays: Choose = ({ placeHolder = '', items }) =>
  placeHolder.includes('how long') ? ['30 days'] : items.filter(({ picked }) => picked).map(({ label }) => label);
const criteria: OldThreadsParams = {
  days: 30,
  folders: null,
  finishedOnly: false,
  withChildrenOnly: false,
  excludePinned: true,
};

describe('Clean Up Old Threads', () => {
  it('asks what is old, and shows what it would archive', async () => {
    const { context, asked, params, preview, progress } = setUp();
    await cleanUpOld(context);
    assert.deepEqual(
      asked.map(({ placeHolder }) => placeHolder),
      [
        'Archive threads without activity for how long?',
        'Which threads? You will see them all before anything is archived',
      ],
    );
    assert.deepEqual(params(), [criteria]);
    assert.deepEqual(progress[0]?.location, { viewId: ViewId.threads });
    assert.deepEqual(context.cleanUp.open?.checkedRoots(), ['a', 'b']);
    assert.equal(preview().isDisposed, false);
  });

  it('offers this workspace, chosen when the view shows only that', async () => {
    const { context, asked, params } = setUp({ scoped: true });
    await cleanUpOld(context);
    assert.deepEqual(
      asked[1]?.items.flatMap(({ label, picked }) => (picked ? [label] : [])),
      ['This workspace only', 'Skip pinned'],
    );
    assert.deepEqual(params(), [{ ...criteria, folders: ['/h/shop'] }]);
  });

  const oneFolder: Choose = asked =>
    asked.placeHolder?.includes('how long') === true ? ['30 days'] : ['One folder only…'];
  it('offers one folder while none is open, and asks which', async () => {
    const { context, asked, params } = setUp({ folders: [], choose: oneFolder, folder: '/h/api' });
    await cleanUpOld(context);
    assert.match(String(asked[1]?.items[0]?.detail), /^No folder is open in this window: you choose one next\./);
    assert.deepEqual(params(), [{ ...criteria, folders: ['/h/api'], excludePinned: false }]);
  });

  const custom: Choose = ({ placeHolder = '' }) => (placeHolder.includes('how long') ? ['Custom…'] : []);
  it('takes another number of days', async () => {
    const { context, boxes, params } = setUp({ choose: custom, typed: ' 45 ' });
    await cleanUpOld(context);
    assert.deepEqual(params(), [{ ...criteria, days: 45, excludePinned: false }]);
    assert.deepEqual(
      ['0', '45'].map(text => boxes[0]?.validateInput(text)),
      ['A whole number of days, from 1 to 36,500.', null],
    );
  });

  const closed: [string, Setting][] = [
    ['the question about days', { choose: () => undefined }],
    ['the box for another number', { choose: custom }],
    ['the question about a folder', { choose: oneFolder, folders: [] }],
    [
      'the question about threads',
      { choose: ({ placeHolder = '' }) => (placeHolder.includes('how long') ? ['30 days'] : undefined) },
    ],
  ];
  for (const [name, setting] of closed) {
    it(`does nothing when the user closes ${name}`, async () => {
      const { context, requests } = setUp(setting);
      await cleanUpOld(context);
      assert.deepEqual([requests, context.cleanUp.open], [[], null]);
    });
  }

  it('says so when nothing is old, and closes an open preview', async () => {
    const { context, home, shown, preview } = setUp();
    await cleanUpOld(context);
    home.subtrees = [];
    home.loaded = 1;
    await cleanUpOld(context);
    assert.match(shown.at(-1)?.text ?? '', /^Nothing to archive .*: the only match is open in Codex\.$/);
    assert.deepEqual([context.cleanUp.open, preview().isDisposed], [null, true]);
  });

  it('shows one preview at a time', async () => {
    const { context, preview, home } = setUp();
    await cleanUpOld(context);
    const first = preview();
    home.subtrees = [subtree('c')];
    await cleanUpOld(context);
    assert.deepEqual([first.isDisposed, preview().isDisposed], [true, false]);
    assert.deepEqual(context.cleanUp.open?.checkedRoots(), ['c']);
  });

  it('shows one preview when two clean-ups end at the same moment', async () => {
    const { context, preview } = setUp();
    await cleanUpOld(context);
    const { open } = context.cleanUp;
    let shown = 0;
    let disposed = 0;
    const { cleanUp } = context;
    let current = open;
    Object.defineProperty(cleanUp, 'open', {
      get: () => current,
      set: (next: typeof open) => {
        if (next === null) disposed++;
        else shown++;
        current = next;
      },
    });
    await Promise.all([cleanUpOld(context), cleanUpOld(context)]);
    assert.deepEqual([shown, disposed], [2, 2]);
    assert.equal(preview().isDisposed, false);
  });

  it('can be cancelled while it looks, and then keeps the preview that is open', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { context, progress } = setUp();
      await cleanUpOld(context);
      const { open } = context.cleanUp;
      const { service } = fakeService({
        'threadTree/oldThreads': (_, token) =>
          new Promise((_resolve, reject) => token?.onCancellationRequested(() => reject(new CancelledError()))),
      });
      const looking = cleanUpOld({ ...context, service });
      await settled();
      mock.timers.tick(1000);
      progress.at(-1)?.cancel();
      await looking;
      assert.equal(context.cleanUp.open, open);
    } finally {
      mock.timers.reset();
    }
  });
});

describe('The commands of the preview', () => {
  async function opened(setting?: Setting) {
    const fake = setUp(setting);
    await cleanUpOld(fake.context);
    fake.requests.length = 0;
    return fake;
  }

  it('do nothing while none is open', async () => {
    const { context, requests, shown } = setUp();
    assert.deepEqual(await cleanUpArchive(context), []);
    for (const command of [cleanUpCheckAll, cleanUpCheckNone, cleanUpShowMore, cleanUpCancel]) await command(context);
    assert.deepEqual([requests, shown], [[], []]);
  });

  it('archive what is checked, as one operation that leaves loaded threads alone', async () => {
    const { context, requests, shown, preview, progress } = await opened();
    const archived = await cleanUpArchive(context);
    assert.deepEqual(archived, reports([[14, 'archived']]));
    assert.deepEqual(requests, [
      ['threadTree/oldThreads', criteria],
      ['threadTree/archive', { leaveLoaded: true, threadIds: ['a', 'b'], token: '1' }],
    ]);
    assert.deepEqual(progress.at(-2)?.location, { viewId: ViewId.cleanUp });
    assert.equal(progress.at(-1)?.title, 'Archiving 14 threads');
    assert.equal(shown.at(-1)?.text, 'Archived 14 threads.');
    assert.deepEqual([context.cleanUp.open, preview().isDisposed], [null, true]);
  });

  it('archive nothing when nothing is checked, and keep the preview', async () => {
    const { context, requests, shown, preview } = await opened();
    await cleanUpCheckNone(context);
    assert.deepEqual(await cleanUpArchive(context), []);
    assert.deepEqual([requests, shown.at(-1)?.text], [[], 'Nothing to archive: nothing is checked.']);
    assert.equal(preview().isDisposed, false);
  });

  it('check everything again', async () => {
    const { context } = await opened();
    await cleanUpCheckNone(context);
    await cleanUpCheckAll(context);
    assert.deepEqual(context.cleanUp.open?.checkedRoots(), ['a', 'b']);
  });

  it('show more rows', async () => {
    const { context, preview } = await opened();
    await cleanUpShowMore(context);
    assert.deepEqual(preview().told, [undefined]);
  });

  it('close the preview', async () => {
    const { context, preview } = await opened();
    await cleanUpCancel(context);
    assert.deepEqual([context.cleanUp.open, preview().isDisposed], [null, true]);
  });

  it('skip, and mention, what has changed or been opened since', async () => {
    const { context, home, requests, shown } = await opened();
    home.subtrees = [subtree('a'), subtree('new')];
    home.loaded = 0;
    await cleanUpArchive(context);
    assert.deepEqual((requests[1]?.[1] as { threadIds: string[] }).threadIds, ['a']);
    assert.match(shown.at(-1)?.text ?? '', / Skipped 1 checked thread that has changed since\.$/);

    const later = await opened();
    later.home.subtrees = [subtree('a')];
    later.home.loaded = 1;
    await cleanUpArchive(later.context);
    assert.match(
      later.shown.at(-1)?.text ?? '',
      /^Archived 14 threads\. Skipped 1 old thread: it or one of its sub-agents is open in Codex\.$/,
    );
  });

  it('say so when nothing of it is old any more', async () => {
    const { context, home, requests, shown, preview } = await opened();
    home.subtrees = [];
    assert.deepEqual(await cleanUpArchive(context), []);
    assert.equal(requests.length, 1);
    assert.equal(shown.at(-1)?.text, 'Nothing to archive (older than 30 days).');
    assert.equal(preview().isDisposed, true);
  });

  it('archive nothing when the preview is closed while they look again', async () => {
    const { context, requests } = await opened();
    const done = cleanUpArchive(context);
    await cleanUpCancel(context);
    assert.deepEqual(await done, []);
    assert.deepEqual(
      requests.map(([method]) => method),
      ['threadTree/oldThreads'],
    );
  });
});
