import assert from 'node:assert/strict';
import type { DeletePlan, DeleteResult } from '../../../src/protocol/methods';
import { deletePermanently } from '../../../src/shell/actions/deletePermanently';
import { deleteDetail, deleteQuestion, loadedElsewhere } from '../../../src/shell/actions/deleteText';
import { planOf } from '../../support/outcomes';
import { threadNode } from '../fake/nodes';
import { fakeContext, fakeService, fakeViews } from '../fake/service';
import { fakeVscode } from '../fake/vscode';
import { fakeWindow } from '../fake/window';
import { fakeSettings } from '../fake/workspace';

const planned: DeletePlan = {
  plan: 'p',
  threads: 8,
  active: 8,
  bytes: 2048,
  running: 0,
  waiting: 0,
  elsewhere: [],
  forks: [],
};

function setUp(plan: Partial<DeletePlan>, answer: string | undefined, result: Partial<DeleteResult> = {}) {
  const { service, requests } = fakeService({
    'threadTree/deletePlan': () => ({ ...planned, ...plan }),
    'threadTree/delete': () => ({ deleted: 8, failures: [], ...result }),
    'threadTree/plan': () => planOf(1, { plan: 'p' }),
    'threadTree/archive': () => ({ operation: 'o', reports: [], names: {} }),
  });
  fakeSettings({});
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const { shown } = fakeWindow(({ detail }) => (detail === undefined ? undefined : answer));
  const refresh = () => undefined;
  const views = fakeViews({ threads: { refresh }, archived: { refresh } });
  return { context: fakeContext(service, { views }), requests, shown };
}

const asked = (requests: [string, unknown][]): string[] =>
  requests.map(([method]) => method.replace('threadTree/', ''));

describe('Delete Permanently', () => {
  const x = threadNode({ threadId: 'a', name: 'X' });

  it('asks, with archiving as the default, then deletes what was planned', async () => {
    const { context, requests, shown } = setUp({}, 'Delete Permanently');
    await deletePermanently(context, x);
    assert.deepEqual(shown[0]?.text, 'Delete “X” and its 7 sub-agents permanently?');
    assert.deepEqual(shown[0].buttons, ['Archive Instead', 'Delete Permanently']);
    const codex = { configured: '', officialExtension: null };
    assert.deepEqual(requests.at(-1), ['threadTree/delete', { threadIds: ['a'], plan: 'p', codex }]);
    assert.equal(shown.at(-1)?.text, 'Deleted 8 threads permanently.');
  });

  it('archives instead', async () => {
    const { context, requests } = setUp({}, 'Archive Instead');
    await deletePermanently(context, x);
    assert.deepEqual(asked(requests), ['deletePlan', 'plan', 'archive']);
  });

  for (const [what, plan, answer] of [
    ['Escape', {}, undefined],
    ['keeping archived threads', { active: 0 }, 'Keep Archived'],
  ] as const)
    it(`does nothing after ${what}`, async () => {
      const { context, requests } = setUp(plan, answer);
      await deletePermanently(context, x);
      assert.deepEqual(asked(requests), ['deletePlan']);
    });

  it('says which threads stay, and why', async () => {
    const stays = { thread: { threadId: 'b', name: 'Y' }, failure: { code: 'notInPlan' } as const };
    const { context, shown } = setUp({}, 'Delete Permanently', { deleted: 1, failures: [stays, stays] });
    await deletePermanently(context, 'a');
    assert.match(
      shown.at(-1)?.text ?? '',
      /^Deleted 1 thread permanently\. “Y” stays: It is not part of what you confirmed.* So do 1 more\.$/,
    );
  });

  it('refuses what is open elsewhere, or what forks need, before it asks', async () => {
    const thread = { threadId: 'b', name: 'Y' };
    const holder = { pid: 4711, command: 'codex' };
    const open = setUp({ elsewhere: [{ thread, holder }] }, 'Delete Permanently');
    await assert.rejects(
      Promise.resolve(deletePermanently(open.context, x)),
      /^UserFacingError: “Y” is open in Codex \(process 4711, codex\)\. Nothing was deleted\./,
    );
    const forked = setUp({ forks: [thread] }, 'Delete Permanently');
    await assert.rejects(Promise.resolve(deletePermanently(forked.context, x)), /“Y”/);
    assert.deepEqual([open.shown, forked.shown], [[], []]);
  });

  it('says what is lost, and whose turns it interrupts', () => {
    assert.equal(
      deleteDetail({ ...planned, active: 3, running: 2, waiting: 1 }),
      [
        'Codex deletes 8 threads with all that was said and done: 2 kB on disk.',
        'Running now, and will be interrupted: 2.',
        'Waiting for you, and will be interrupted: 1.',
        'Active threads among them: 3.',
        'This cannot be undone, neither here nor in Codex.',
      ].join('\n'),
    );
    const target = { threadId: 'a', name: 'X', insideAnother: false };
    assert.equal(deleteQuestion([target], { threads: 1 }), 'Delete “X” permanently?');
    assert.equal(deleteQuestion([target, target], { threads: 9 }), 'Delete 9 threads permanently?');
    const holder = { pid: null, command: null };
    assert.match(loadedElsewhere([{ thread: { threadId: 'b', name: null }, holder }]), /^“b” is open in Codex\. /);
  });
});
