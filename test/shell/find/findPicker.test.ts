// Lines of transcripts in "Find Threads", with a clock that the test moves.
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { QuickPickItemKind, type QuickInputButton } from 'vscode';
import type {
  TranscriptHits,
  TranscriptSearchParams,
  TranscriptSearchResponse,
  TreeListResponse,
} from '../../../src/protocol/methods';
import { UserFacingError } from '../../../src/shell/errors';
import { chooseFound } from '../../../src/shell/find/findPicker';
import { NOW, row } from '../../support/row';
import { transcriptHit, transcriptHits } from '../../support/transcriptHits';
import { fakeQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, settled } from '../fake/service';

describe('What was said and done, in Find', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW * 1000 }));
  afterEach(() => mock.timers.reset());

  async function open() {
    const list: TreeListResponse = {
      revision: 1,
      rows: [],
      total: 0,
      groups: [],
      orphans: 0,
      hidden: 0,
      problem: null,
    };
    const asked: TranscriptSearchParams[] = [];
    const cancelled: string[] = [];
    let answered = Promise.withResolvers<TranscriptSearchResponse>();
    const { service, notify } = fakeService({
      'threadTree/list': () => list,
      'threadTree/search': () => ({
        hits: [{ ...row({ name: 'By name' }), ancestors: [], cwd: '', match: null }],
        total: 1,
      }),
      'threadTree/searchTranscripts': (params, token) => {
        asked.push(params);
        token?.onCancellationRequested(() => cancelled.push(params.query));
        answered = Promise.withResolvers();
        return answered.promise;
      },
    });
    const input = fakeQuickPick();
    const choice = chooseFound(fakeContext(service));
    await settled();
    const wait = async (ms: number) => {
      mock.timers.tick(ms);
      await settled();
    };
    const type = async (text: string) => {
      input.type(text);
      await wait(30);
      await wait(170);
    };
    /** Sends hits of the search under way, or of another one. */
    const send = async (changes: Partial<TranscriptHits> = {}) => {
      notify('threadTree/transcriptHits', transcriptHits({ token: asked.at(-1)?.token ?? '', ...changes }));
      await wait(50);
    };
    const answer = async (response: Partial<TranscriptSearchResponse> = {}) => {
      answered.resolve({ hits: 1, isCut: false, unread: 0, ...response });
      await settled();
    };
    const fail = async (error: Error) => {
      answered.reject(error);
      await settled();
    };
    const labels = () =>
      input.picker.items.map(({ label, kind }) => (kind === QuickPickItemKind.Separator ? `— ${label}` : label));
    return { input, choice, asked, cancelled, type, wait, send, answer, fail, labels };
  }
  const other = { threadId: 'b', name: 'Other' };

  it('lets the server prepare when the picker opens, and searches 200 ms after the last change', async () => {
    const { input, asked, wait } = await open();
    assert.deepEqual(
      asked.map(({ query }) => query),
      [''],
    );
    input.type('tot');
    await wait(150);
    input.type(' total ');
    await wait(199);
    assert.equal(asked.length, 1);
    await wait(1);
    assert.partialDeepStrictEqual(asked[1], { query: 'total', matchCase: false, wholeWord: false });
    assert.equal(input.picker.busy, true);
    input.close();
  });

  it('searches only for three characters or more, and for no more than the server takes', async () => {
    const { input, asked, type } = await open();
    for (const text of ['to', '𝒜𝒜', 'x'.repeat(1001)]) {
      await type(text);
    }
    assert.deepEqual([asked.length, input.picker.busy], [1, false]);
    await type('tot');
    assert.equal(asked.length, 2);
    input.close();
  });

  it('shows hits as they come, below the threads, those of one tree together', async () => {
    const { input, type, send, answer, labels } = await open();
    await type('total');
    await send();
    assert.deepEqual(labels(), ['By name', '— Said and done: Fix the tests', 'the total is wrong']);
    await send({ thread: other, root: other, hits: [transcriptHit({ text: 'total 7', start: 0, end: 5 })] });
    await send({ hits: [transcriptHit({ text: 'a total', start: 2, end: 7 })] });
    assert.deepEqual(labels(), [
      'By name',
      '— Said and done: Fix the tests',
      'the total is wrong',
      'a total',
      '— Said and done: Other',
      'total 7',
    ]);
    assert.equal(input.picker.busy, true);
    await answer({ hits: 3 });
    assert.equal(input.picker.busy, false);
    assert.equal(input.picker.title, 'Find Threads: 1 found · 3 lines in transcripts');
    input.close();
  });

  it('stays where the user is while hits come', async () => {
    const { input, type, send } = await open();
    await type('total');
    await send();
    const chosen = input.itemOf('the total is wrong');
    input.picker.activeItems = [chosen];
    await send({ thread: other, root: other });
    assert.deepEqual([input.picker.activeItems, input.picker.keepScrollPosition], [[chosen], true]);
    await type('totals');
    assert.equal(input.picker.items.includes(chosen), false);
    input.close();
  });

  it('cancels the search and drops its hits when the text changes or the picker closes', async () => {
    const { input, type, asked, send, cancelled, labels } = await open();
    await type('total');
    const { token } = asked[1] ?? { token: '' };
    await send();
    await type('totals');
    assert.deepEqual([cancelled, labels()], [['total'], ['By name']]);
    await send({ token });
    assert.deepEqual(labels(), ['By name']);
    input.close();
    assert.deepEqual(cancelled, ['total', 'totals']);
  });

  it('searches again when an option is switched, and says which are on', async () => {
    const { input, type, asked, send, wait, answer, labels } = await open();
    const press = async (tooltip: string) => {
      const button = input.picker.buttons.find((each: QuickInputButton) => each.tooltip === tooltip);
      assert.ok(button, tooltip);
      input.press(button);
      await wait(200);
    };
    await type('total');
    await send();
    await press('Match Case in Transcripts: Off');
    assert.deepEqual(labels(), ['By name']);
    assert.partialDeepStrictEqual(asked.at(-1), { query: 'total', matchCase: true, wholeWord: false });
    await press('Whole Word in Transcripts: Off');
    await press('Match Case in Transcripts: On');
    assert.partialDeepStrictEqual(asked.at(-1), { query: 'total', matchCase: false, wholeWord: true });
    await answer({ hits: 200, isCut: true });
    assert.equal(input.picker.title, 'Find Threads: 1 found · the first 200 lines in transcripts · whole word');
    input.close();
  });

  it('chooses a hit with its thread', async () => {
    const { input, choice, type, send } = await open();
    await type('total');
    await send();
    input.accept('Said and done: Fix the tests');
    assert.equal(input.isOpen, true);
    input.accept('the total is wrong');
    const { thread } = transcriptHits();
    assert.deepEqual(await choice, { action: 'openHit', found: { thread, hit: transcriptHit() } });
  });

  it('closes and rejects when the search fails', async () => {
    const { input, choice, type, fail } = await open();
    const rejected = assert.rejects(choice, /^UserFacingError: Gone\.$/);
    await type('total');
    await fail(new UserFacingError('Gone.'));
    await rejected;
    assert.equal(input.isDisposed, true);
  });
});
