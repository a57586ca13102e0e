import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import type { OperationStatus } from '../../../src/protocol/methods';
import { statuses, statusInWords } from '../../../src/shell/words/statuses';
import { diskFull, loaded } from '../../support/outcomes';

const say = (status: OperationStatus, failure: Failure | null) => statusInWords({ status, failure, waitsFor: null });

describe('A status', () => {
  it('has a badge exactly when it can be retried', () => {
    for (const [status, { badge, weight, color }] of Object.entries(statuses)) {
      assert.equal(badge !== undefined, weight === 'failed', status);
      assert.equal(color !== undefined, weight === 'failed', status);
    }
  });

  it('tells what the operation waits for', () => {
    assert.equal(
      statusInWords({ status: 'archiving', failure: null, waitsFor: 'stateDb' }),
      'waiting because another program has the state DB locked',
    );
  });

  it('tells why, and itself where the reason does not', () => {
    assert.equal(say('archiving', null), 'archiving');
    assert.equal(say('failed', null), 'failed');
    assert.equal(say('failed', diskFull), 'failed: the disk is full');
    assert.equal(say('skipped', { code: 'rootNotMoved' }), 'skipped: the root of its subtree could not be moved');
    assert.equal(say('loaded', loaded), 'open in Codex (process 4711, codex)');
    assert.equal(say('rolloutMissing', { code: 'rolloutMissing', path: '/a', location: 'active' }), 'rollout missing');
  });
});
