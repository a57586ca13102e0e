import assert from 'node:assert/strict';
import { deleteArchivedOld } from '../../../src/shell/actions/deleteArchivedOld';
import { row } from '../../support/row';
import { fakeShowQuickPick } from '../fake/quickInput';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeSettings } from '../fake/workspace';

const daysAgo = (days: number): number => Math.floor(Date.now() / 1000) - days * 86_400;
const archived = (threadId: string, days: number) =>
  row({ threadId, name: `Thread ${threadId}`, archived: true, archivedAt: daysAgo(days) });

/** `keep`: which of the listed threads to uncheck. */
function setUp(keep: readonly string[]) {
  const level = { revision: 1, groups: [], orphans: 0, hidden: 0, problem: null };
  const top = [archived('a', 3), archived('b', 31), row({ threadId: 'c', archived: false }), archived('d', 400)];
  const orphans = [archived('e', 40)];
  const plan = { plan: 'p', threads: 5, active: 0, bytes: 1, running: 0, waiting: 0, elsewhere: [], forks: [] };
  const fork = { threadId: 'f', name: 'Fork' };
  const { service, requests } = fakeService({
    'threadTree/list': ({ parentId, offset = 0 }) => {
      const rows = parentId === null ? top : orphans;
      return { ...level, rows: rows.slice(offset, offset + 2), total: rows.length };
    },
    'threadTree/deletePlan': () => ({ ...plan, forks: [fork] }),
    'threadTree/delete': () => ({ deleted: 4, failures: [] }),
  });
  fakeSettings({});
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const asked = fakeShowQuickPick(({ title, items }) =>
    title === 'Delete Archived Threads' && items.some(({ label }) => label.startsWith('Thread'))
      ? items.map(({ label }) => label).filter(label => !keep.includes(label))
      : ['30 days'],
  );
  const { shown } = fakeWindow(({ detail }) => (detail === undefined ? undefined : 'Delete Permanently'));
  const views = fakeViews({ threads: { refresh: () => undefined }, archived: { refresh: () => undefined } });
  return { context: fakeContext(service, { views }), requests, asked, shown };
}

describe('Delete Archived Older Than', () => {
  it('lists what was archived so long ago, and deletes what stays checked', async () => {
    const { context, requests, asked, shown } = setUp(['Thread e']);
    await deleteArchivedOld(context);
    assert.deepEqual(
      asked[1]?.items.map(({ label, picked }) => [label, picked]),
      ['b', 'd', 'e'].map(id => [`Thread ${id}`, true]),
    );
    assert.match(asked[1]?.placeHolder ?? '', /^3 threads with their sub-agents\. Uncheck what to keep$/);
    assert.deepEqual(requests.find(([method]) => method === 'threadTree/delete')?.[1], {
      threadIds: ['b', 'd'],
      plan: 'p',
      codex: { configured: '', officialExtension: null },
    });
    assert.deepEqual(shown[0]?.buttons, ['Keep Archived', 'Delete Permanently']);
    assert.match(shown[0].detail ?? '', /Some of them stay/);
  });

  it('deletes nothing if all are unchecked', async () => {
    const { context, requests } = setUp(['Thread b', 'Thread d', 'Thread e']);
    await deleteArchivedOld(context);
    assert.ok(requests.every(([method]) => method === 'threadTree/list'));
  });
});
