import assert from 'node:assert/strict';
import { confirmationText, noSubAgents, type Wish } from '../../../src/shell/operations/confirmationText';
import type { Target } from '../../../src/shell/operations/targets';

const target = (name: string | null, belowAnother = false): Target => ({
  threadId: 'a',
  name,
  insideAnother: belowAnother,
});
const checkout = target('Fix the flaky checkout tests');
const others = (count: number) => Array.from({ length: count }, () => target(null));

describe('The confirmation', () => {
  const table: [string, Wish, number, string, string][] = [
    [
      'of one thread names it',
      { kind: 'archive', targets: [checkout] },
      12,
      'Archive 12 threads?',
      '“Fix the flaky checkout tests” with everything below. They can be unarchived later.',
    ],
    [
      'of several counts them',
      { kind: 'archive', targets: [checkout, target('B')] },
      21,
      'Archive 21 threads?',
      '2 threads with everything below. They can be unarchived later.',
    ],
    [
      'of one that only its id is known of',
      { kind: 'unarchive', targets: others(1) },
      1,
      'Unarchive 1 thread?',
      '1 thread with everything below. They can be archived again later.',
    ],
    [
      'says that what is selected twice counts once',
      { kind: 'archive', targets: [checkout, target('Peirce', true)] },
      12,
      'Archive 12 threads?',
      '2 threads with everything below. 1 of them is below another one, and counts once. They can be unarchived later.',
    ],
    [
      'says so of several',
      { kind: 'archive', targets: [checkout, target('Peirce', true), target('Pauli', true)] },
      12,
      'Archive 12 threads?',
      '3 threads with everything below. 2 of them are below others, and count once. They can be unarchived later.',
    ],
    [
      'of children only names what stays',
      { kind: 'archive', targets: [checkout], keepRoots: true },
      11,
      'Archive 11 threads?',
      'Everything below “Fix the flaky checkout tests”, which stays. They can be unarchived later.',
    ],
    [
      'of children of one that only its id is known of',
      { kind: 'archive', targets: others(1), keepRoots: true },
      1,
      'Archive 1 thread?',
      'Everything below 1 thread, which stays. They can be unarchived later.',
    ],
    [
      'of the children of several, also of one below another',
      { kind: 'archive', targets: [checkout, target('Peirce', true)], keepRoots: true },
      10,
      'Archive 10 threads?',
      'Everything below 2 threads, which stay. They can be unarchived later.',
    ],
    [
      'of a group names it',
      { kind: 'archive', targets: others(1200), group: 'September 2026' },
      3480,
      'Archive 3,480 threads?',
      'All 1,200 threads of “September 2026” with everything below. They can be unarchived later.',
    ],
    [
      'of a group of one',
      { kind: 'unarchive', targets: others(1), group: 'Today' },
      3,
      'Unarchive 3 threads?',
      'The 1 thread of “Today” with everything below. They can be archived again later.',
    ],
  ];
  for (const [name, wish, threads, message, detail] of table) {
    it(name, () => assert.deepEqual(confirmationText(wish, { threads, rootsWithChildren: 1 }), { message, detail }));
  }
});

describe('When nothing is below', () => {
  it('one thread, it is named, without a link', () =>
    assert.equal(
      noSubAgents([target('See [this](command:x)')]),
      'Nothing to archive: no active thread is below “See [this] (command:x)”.',
    ));
  it('several, they are not', () =>
    assert.equal(noSubAgents([checkout, checkout]), 'Nothing to archive: no active thread is below these.'));
});
