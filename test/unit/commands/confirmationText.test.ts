import assert from 'node:assert/strict';
import { confirmationText } from '../../../src/commands/confirmationText';

describe('The confirmation', () => {
  const named = { threadId: 'a', name: 'Fix the flaky checkout tests' };
  const table: [string, Parameters<typeof confirmationText>, string, string][] = [
    ['of one thread names it', ['archive', [named], { threads: 12, rootsWithChildren: 1 }],
      'Archive 12 threads?', '“Fix the flaky checkout tests” with everything below. They can be unarchived later.'],
    ['of several counts them', ['archive', [named, { threadId: 'b', name: 'B' }], { threads: 21, rootsWithChildren: 2 }],
      'Archive 21 threads?', '2 threads with everything below. They can be unarchived later.'],
    ['of one that only its id is known of', ['unarchive', [{ threadId: 'a', name: null }], { threads: 1, rootsWithChildren: 1 }],
      'Unarchive 1 thread?', '1 thread with everything below. They can be archived again later.'],
  ];
  for (const [name, args, message, detail] of table) {
    it(name, () => assert.deepEqual(confirmationText(...args), { message, detail }));
  }
});
