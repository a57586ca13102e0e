import assert from 'node:assert/strict';
import type { Failure } from '../../../src/protocol/failures';
import { cureOf } from '../../../src/shell/operations/cures';
import { diskFull, loaded } from '../../support/outcomes';

describe('What helps', () => {
  const table: [string, Failure | undefined, string][] = [
    ['when the disk is full', diskFull, 'retry'],
    ['when it is open in Codex', loaded, 'retry'],
    ['when its rollout is missing', { code: 'rolloutMissing', path: null, location: 'active' }, 'repair'],
    ['when its rollout is in another folder', { code: 'rolloutOutside', path: '/x', location: 'active' }, 'repair'],
    ['when it was moved by somebody else', { code: 'movedMeanwhile' }, 'none'],
    ['when an undo finds it changed', { code: 'changedSince', what: 'used' }, 'none'],
    ['when nobody knows why', undefined, 'retry'],
  ];
  for (const [name, failure, cure] of table) it(name, () => assert.equal(cureOf(failure), cure));
});
