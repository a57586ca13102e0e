// The pace of `threadTree/status`, with a fake clock.
import { strict as assert } from 'node:assert';
import { mock } from 'node:test';
import { createStatusFeed } from '../../../src/server/requests/statusFeed';
import type { OperationStatus } from '../../../src/protocol/methods';

describe('status feed', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  const record = () => {
    const sent: string[] = [];
    const feed = createStatusFeed(reports =>
      sent.push(...reports.map(({ threadId, status }) => `${threadId} ${status}`)),
    );
    const report = (threadId: string, ...statuses: OperationStatus[]): void =>
      statuses.forEach(status => feed.report({ threadId, status }));
    return { sent, feed, report };
  };

  it('sends the latest status of each thread, in the order of arrival', () => {
    const { sent, feed, report } = record();
    report('P', 'queued');
    report('C', 'queued', 'archiving');
    report('P', 'archiving', 'archived');
    assert.deepEqual(sent, []);
    feed.end();
    assert.deepEqual(sent, ['C archiving', 'P archived']);
  });

  it('sends every 50 ms, without waiting for the end', () => {
    const { sent, feed, report } = record();
    report('P', 'queued');
    mock.timers.tick(49);
    report('P', 'archiving');
    assert.deepEqual(sent, []);
    mock.timers.tick(1);
    assert.deepEqual(sent, ['P archiving']);
    mock.timers.tick(1000);
    report('P', 'archived');
    feed.end();
    assert.deepEqual(sent, ['P archiving', 'P archived']);
  });

  it('sends nothing after its end', () => {
    const { sent, feed, report } = record();
    report('P', 'archived');
    feed.end();
    mock.timers.tick(1000);
    assert.deepEqual(sent, ['P archived']);
  });
});
