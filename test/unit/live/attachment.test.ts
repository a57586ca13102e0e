import assert from 'node:assert/strict';
import { detached, nextAttachment, type Attachment, type AttachmentEvent } from '../../../src/server/live/attachment';

describe('The connection to a Codex server', () => {
  /** What is done at each event, in order. */
  const run = (...events: AttachmentEvent[]): string[] => {
    let state: Attachment = detached;
    return events.map(event => {
      const { next, actions } = nextAttachment(state, event);
      state = next;
      return [...actions, next.state].join(' ');
    });
  };
  const look = (nowMs: number, server: string | undefined = 'a'): AttachmentEvent => ({ kind: 'look', server, nowMs });
  const ready = (nowMs: number): AttachmentEvent => ({ kind: 'ready', nowMs });
  const lost = (nowMs: number): AttachmentEvent => ({ kind: 'lost', nowMs });

  it('is made once, when a server has a thread loaded', () => {
    assert.deepEqual(run({ kind: 'look', server: undefined, nowMs: 0 }, look(1), look(2), ready(3), look(4)), [
      'detached',
      'connect connecting',
      'connecting',
      'attached',
      'attached',
    ]);
  });

  it('ends when the server has none any more', () => {
    const none: AttachmentEvent = { kind: 'look', server: undefined, nowMs: 9 };
    assert.deepEqual(run(look(1), ready(2), none), ['connect connecting', 'attached', 'disconnect detached']);
  });

  it('is made to another server at once', () => {
    assert.equal(run(look(1), ready(2), look(3, 'b')).at(-1), 'disconnect connect connecting');
    assert.equal(run(look(1), lost(2), look(3, 'b')).at(-1), 'connect connecting');
  });

  it('is tried again after 1, 2, 4 … 60 seconds', () => {
    const waits: number[] = [];
    let state: Attachment = detached;
    for (let now = 0, began = 0; waits.length < 8; now += 500) {
      const { next, actions } = nextAttachment(state, look(now));
      state = next;
      if (!actions.includes('connect')) continue;
      waits.push((now - began) / 1000);
      began = now;
      state = nextAttachment(state, lost(now)).next;
    }
    assert.deepEqual(waits, [0, 1, 2, 4, 8, 16, 32, 60]);
  });

  it('is tried again after one second if it had lasted', () => {
    const [first, second] = [lost(1), look(1001)];
    assert.equal(run(look(0), first, second, ready(1002), lost(20_000), look(20_999)).at(-1), 'resting');
    assert.equal(run(look(0), first, second, ready(1002), lost(20_000), look(21_000)).at(-1), 'connect connecting');
  });

  it('is not changed by an end that comes late', () => {
    assert.deepEqual(run(lost(1), ready(2)), ['detached', 'detached']);
  });
});
