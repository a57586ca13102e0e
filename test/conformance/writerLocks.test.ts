// A thread that another running Codex has loaded: the whole branch is refused, by both alike, until that Codex has let go.
import assert from 'node:assert/strict';
import type { AppServer } from './appServer';
import { startCodex, startPair } from './pair';
import { copySample, labelsOf } from './sampleHome';

const labels = labelsOf('family');
const inUse = (label: string): object => ({ code: -32600, message: `thread ${labels[label]} already has an active writer` });

/** Who is held, what is asked to be archived, and who is named: of several the lowest id. */
const cases: { held: string[]; archived: string; named: string | undefined }[] = [
  { held: ['R'], archived: 'R', named: 'R' },
  { held: ['C'], archived: 'R', named: 'C' },
  { held: ['C', 'B1', 'A2'], archived: 'R', named: 'A2' },
  { held: ['B', 'A1x'], archived: 'R', named: 'A1x' },
  { held: ['B'], archived: 'A', named: undefined },
];

describe('writer locks, held by another Codex', () => {
  for (const { held, archived, named } of cases) {
    it(`${held.join(', ')} held, ${archived} archived: ${named === undefined ? 'goes' : `refused for ${named}, and goes once it is let go`}`, async () => {
      const pair = await startPair(home => copySample('family', home));
      const holders: AppServer[] = [];
      try {
        for (const { home } of [pair.codex, pair.ours]) {
          const holder = startCodex(home);
          holders.push(holder);
          await holder.initialize();
          for (const label of held) assert.equal((await holder.request('thread/resume', { threadId: labels[label] })).error, undefined);
        }
        if (named !== undefined) {
          const { answer, notifications } = await pair.ask('thread/archive', { threadId: labels[archived] });
          assert.deepEqual(answer.error, inUse(named));
          assert.deepEqual(notifications, []);
          pair.compareHomes();
          await Promise.all(holders.map(holder => holder.close()));
        }
        const { answer, notifications } = await pair.ask('thread/archive', { threadId: labels[archived] });
        assert.deepEqual(answer.result, {});
        assert.ok(notifications.length > 1);
        pair.compareHomes();
      } finally {
        await Promise.all(holders.map(holder => holder.close()));
        await pair.close();
      }
    });
  }
});
