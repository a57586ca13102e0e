import assert from 'node:assert/strict';
import type { LiveStatus, LiveThread } from '../../../src/protocol/methods';
import { createLiveFeed } from '../../../src/shell/live/liveFeed';
import { fakeService, settled } from '../fake/service';

const list = (status: LiveStatus): LiveThread[] => [{ threadId: 'a', status, source: 'socket' }];

const page = { rows: [], total: 0, hidden: 0, problem: null } as never;

describe('What a running Codex does, for the window', () => {
  it('is the last list; the first is no change, nor is that of another server', async () => {
    const { service, notify, change } = fakeService({ 'threadTree/list': () => page });
    const changes: string[] = [];
    const feed = createLiveFeed(service, (before, now) =>
      changes.push(`${before[0]?.status ?? ''} to ${now[0]?.status ?? ''}`),
    );
    notify('threadTree/live', { threads: list('running') });
    assert.deepEqual(changes, []);
    notify('threadTree/live', { threads: list('open') });
    change(1);
    assert.deepEqual([await feed.look(), changes], [list('open'), ['running to open']]);
    change(null);
    notify('threadTree/live', { threads: list('failed') });
    assert.deepEqual([await feed.look(), changes], [list('failed'), ['running to open']]);
    feed.dispose();
    notify('threadTree/live', { threads: [] });
    assert.deepEqual(await feed.look(), list('failed'));
  });

  it('is asked for by a list, and waited for', async () => {
    const { service, notify, requests } = fakeService({
      'threadTree/list': () => page,
    });
    const feed = createLiveFeed(service, () => undefined);
    const look = feed.look();
    await settled();
    notify('threadTree/live', { threads: list('running') });
    assert.deepEqual(await look, list('running'));
    assert.deepEqual(await feed.look(), list('running'));
    assert.deepEqual(requests.length, 2);
  });
});
