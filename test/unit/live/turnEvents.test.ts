import assert from 'node:assert/strict';
import { lastTurnEvent } from '../../../src/server/live/turnEvents';
import { agentMessage, turnLine, TURN_TIME } from '../../support/turnLines';

const last = (text: string, atLineStart = true) => {
  const bytes = Buffer.from(text);
  return lastTurnEvent(bytes, bytes.length, atLineStart);
};

describe('The last turn event of a rollout', () => {
  const [started, ended] = [
    { kind: 'started', timeMs: TURN_TIME },
    { kind: 'ended', timeMs: TURN_TIME },
  ] as const;

  for (const [what, text, expected] of [
    ['nothing', '', undefined],
    ['a turn that goes on', turnLine('task_started') + agentMessage('hello'), started],
    ['a turn that is complete', turnLine('task_started') + turnLine('task_complete'), ended],
    ['a turn that was interrupted', turnLine('task_started') + turnLine('turn_aborted'), ended],
    ['the next turn', turnLine('task_complete') + turnLine('task_started', { ordinal: 7 }), started],
    ['the names of today', turnLine('turn_started') + turnLine('turn_complete'), ended],
    ['words that look like one', turnLine('task_complete') + agentMessage(turnLine('task_started').trim()), ended],
    ['a last line without its line feed', turnLine('task_complete').trimEnd(), ended],
    ['other lines only', agentMessage('a') + agentMessage('b'), undefined],
    ['no time', turnLine('task_started', { time: 'soon' }), { kind: 'started', timeMs: null }],
  ] as const) {
    it(what, () => assert.deepEqual(last(text), expected));
  }

  it('is not looked for in the rest of a line that began earlier', () => {
    assert.equal(last(turnLine('task_started'), false), undefined);
    assert.deepEqual(last(`rest"}}\n${turnLine('task_started')}`, false), started);
  });

  it('begins before the end of the part, and may be read beyond it', () => {
    const bytes = Buffer.from(agentMessage('a') + turnLine('task_started'));
    const begin = agentMessage('a').length;
    assert.deepEqual(lastTurnEvent(bytes, begin + 1, true), started);
    assert.equal(lastTurnEvent(bytes, begin, true), undefined);
  });
});
