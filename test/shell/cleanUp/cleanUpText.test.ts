import assert from 'node:assert/strict';
import type { OldThreadsParams } from '../../../src/protocol/methods';
import {
  subtreeDescription,
  criteriaInWords,
  leftOut,
  nothingOld,
  spokenSubtree,
  totalsInWords,
} from '../../../src/shell/cleanUp/cleanUpText';
import { NOW } from '../../support/row';
import { branch } from '../../support/oldSubtrees';

it('A branch says how much it is and how old', () => {
  assert.equal(subtreeDescription(branch('a', 12, 1_234_567), NOW), '12 threads · 1.2 MB · 6 May');
  assert.equal(spokenSubtree(branch('a', 1, 900), NOW), 'Thread a, 1 thread, 900 bytes, last activity on 6 May');
});

describe('The totals of what is checked', () => {
  const table: [Parameters<typeof totalsInWords>[0], string][] = [
    [
      { checked: 212, subtrees: 212, threads: 3480, bytes: 1.2 * 1024 ** 3, loaded: 4 },
      '212 branches · 3,480 threads · 1.2 GB · 4 in use left out',
    ],
    [
      { checked: 211, subtrees: 212, threads: 3479, bytes: 2048, loaded: 0 },
      '211 of 212 branches · 3,479 threads · 2 kB',
    ],
    [{ checked: 0, subtrees: 1, threads: 0, bytes: 0, loaded: 0 }, '0 of 1 branch · 0 threads · 0 bytes'],
    [{ checked: 1, subtrees: 1, threads: 1, bytes: 1, loaded: 1 }, '1 branch · 1 thread · 1 byte · 1 in use left out'],
  ];
  for (const [totals, words] of table) {
    it(words, () => assert.equal(totalsInWords(totals), words));
  }
});

describe('What was asked for', () => {
  const params: OldThreadsParams = {
    days: 30,
    folders: null,
    finishedOnly: false,
    withChildrenOnly: false,
    excludePinned: true,
  };
  const table: [Partial<OldThreadsParams>, string][] = [
    [{}, 'older than 30 days'],
    [{ days: 1 }, 'older than 1 day'],
    [
      { days: 365, folders: ['/home/dev/shop'], finishedOnly: true, withChildrenOnly: true, excludePinned: false },
      'older than 365 days · this workspace · finished · with children · pinned too',
    ],
  ];
  for (const [changes, words] of table) {
    it(words, () => assert.equal(criteriaInWords({ ...params, ...changes }), words));
  }

  it('is said when nothing fits, with what is in use', () => {
    assert.deepEqual(
      [0, 1, 3].map(inUse => nothingOld(params, inUse)),
      [
        'Nothing to archive (older than 30 days).',
        'Nothing to archive (older than 30 days): the only branch is in use by Codex.',
        'Nothing to archive (older than 30 days): all 3 branches are in use by Codex.',
      ],
    );
  });
});

describe('What was left out', () => {
  const table: [number, number, string[]][] = [
    [0, 0, []],
    [1, 1, ['1 branch in use by Codex was left out.', '1 checked branch has changed since and was left out.']],
    [4, 2, ['4 branches in use by Codex were left out.', '2 checked branches have changed since and were left out.']],
  ];
  for (const [inUse, changed, sentences] of table) {
    it(`${inUse} in use, ${changed} changed`, () => assert.deepEqual(leftOut(inUse, changed), sentences));
  }
});
