import assert from 'node:assert/strict';
import { Uri, type FileDecoration, type FileDecorationProvider } from 'vscode';
import type { OperationStatus } from '../../../src/protocol/methods';
import { createThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import { decoratedUri, decorateStatuses } from '../../../src/shell/tree/statusDecorations';
import { archive, diskFull } from '../../support/outcomes';
import { fakeVscode } from '../fake/vscode';

function setUp() {
  const statuses = createThreadStatuses();
  let provider: FileDecorationProvider | undefined;
  const registration = { isDisposed: false };
  fakeVscode.window.registerFileDecorationProvider = (given: FileDecorationProvider) => {
    provider = given;
    return { dispose: () => void (registration.isDisposed = true) };
  };
  const decorations = decorateStatuses(statuses);
  const told: string[][] = [];
  provider?.onDidChangeFileDecorations?.(uris => told.push([uris ?? []].flat().map(String)));
  const decorationAt = (uri: Uri) => provider?.provideFileDecoration(uri, {} as never) as FileDecoration | undefined;
  return { statuses, told, registration, decorations, decorationAt };
}

describe('A row of a thread in trouble', () => {
  const table: [OperationStatus, string | undefined, string | undefined, string | undefined][] = [
    ['failed', '!', 'failed: the disk is full', 'list.errorForeground'],
    ['loaded', 'O', 'open in Codex', 'list.warningForeground'],
    ['rolloutMissing', '?', 'rollout missing', 'list.warningForeground'],
    ['skipped', undefined, undefined, undefined],
    ['archiving', undefined, undefined, undefined],
  ];
  for (const [status, badge, tooltip, color] of table) {
    it(`${status}: ${badge === undefined ? 'has no letter' : `has the letter ${badge}`}`, () => {
      const { statuses, decorationAt } = setUp();
      const failure = status === 'failed' ? { failure: diskFull } : {};
      statuses.record('1', [{ threadId: 'a', status, ...failure }]);
      const decoration = decorationAt(decoratedUri('a'));
      const shown = [decoration?.badge, decoration?.tooltip, decoration?.color?.id];
      assert.deepEqual(shown, [badge, tooltip, color]);
    });
  }

  it('between threads of its view is grey', () => {
    const { statuses, decorationAt } = setUp();
    statuses.record('1', [{ threadId: 'a', status: 'failed', failure: diskFull }]);
    const { badge, color } = decorationAt(decoratedUri('a', true)) ?? {};
    assert.deepEqual([badge, color?.id], [undefined, 'disabledForeground']);
  });

  it('is told of when its letter comes and goes, others are not', () => {
    const { statuses, told } = setUp();
    statuses.record('1', [
      { threadId: 'a', status: 'archiving' },
      { threadId: 'b', status: 'archiving' },
    ]);
    assert.deepEqual(told, []);
    const failed = { threadId: 'a', status: 'failed', failure: diskFull } as const;
    statuses.finish('1', {
      request: archive,
      reports: [failed, { threadId: 'b', status: 'archived' }],
      cancelled: false,
    });
    statuses.clear();
    assert.deepEqual(told, [['codex-thread:/a'], ['codex-thread:/a']]);
  });

  it('leaves files alone', () => {
    const { statuses, decorationAt } = setUp();
    statuses.record('1', [{ threadId: 'a', status: 'failed', failure: diskFull }]);
    assert.equal(decorationAt(Uri.file('/a')), undefined);
    assert.equal(decorationAt(decoratedUri('b')), undefined);
  });

  it('is not told of any more when the decorations are disposed of', () => {
    const { statuses, told, decorations, registration } = setUp();
    decorations.dispose();
    statuses.record('1', [{ threadId: 'a', status: 'failed', failure: diskFull }]);
    assert.deepEqual([told, registration.isDisposed], [[], true]);
  });
});
