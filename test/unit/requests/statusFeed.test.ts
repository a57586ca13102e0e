import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStatusFeed } from '../../../src/server/requests/statusFeed';
import type { OperationStatus } from '../../../src/protocol/methods';

describe('status feed', () => {
  const record = () => {
    const sent: string[] = [];
    const feed = createStatusFeed(reports =>
      sent.push(...reports.map(({ threadId, status }) => `${threadId} ${status}`)),
    );
    const report = (threadId: string, ...statuses: OperationStatus[]): void =>
      statuses.forEach(status => feed.report({ threadId, status }));
    return { sent, feed, report };
  };

  it('tells the newest status of each thread, in the order in which they came', () => {
    const { sent, feed, report } = record();
    report('P', 'queued');
    report('C', 'queued', 'archiving');
    report('P', 'archiving', 'archived');
    assert.deepEqual(sent, []);
    feed.end();
    assert.deepEqual(sent, ['C archiving', 'P archived']);
  });

  it('tells what lasts, without waiting for the end', async () => {
    const { sent, feed, report } = record();
    report('P', 'queued', 'archiving');
    while (sent.length === 0) await sleep(5);
    report('P', 'archived');
    feed.end();
    assert.deepEqual(sent, ['P archiving', 'P archived']);
  });

  it('tells nothing behind its end', async () => {
    const { sent, feed, report } = record();
    report('P', 'archived');
    feed.end();
    await sleep(80);
    assert.deepEqual(sent, ['P archived']);
  });
});
