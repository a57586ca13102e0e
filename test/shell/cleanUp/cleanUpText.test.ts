import assert from 'node:assert/strict';
import type { OldThreadsParams } from '../../../src/protocol/methods';
import {
  subtreeDescription,
  criteriaInWords,
  homeInWords,
  skippedInWords,
  nothingOld,
  spokenSubtree,
  totalsInWords,
} from '../../../src/shell/cleanUp/cleanUpText';
import { NOW } from '../../support/row';
import { oldThreadsOf, subtree } from '../../support/oldSubtrees';

it('A subtree says how much it is and how old', () => {
  assert.deepEqual(subtreeDescription(subtree('a', 1, 900), NOW), { main: '900 bytes · 6 May', states: '', more: '' });
  assert.deepEqual(subtreeDescription(subtree('a', 12, 1_234_567), NOW), {
    main: '1.2 MB · 6 May',
    states: '',
    more: '11',
  });
  assert.equal(spokenSubtree(subtree('a', 1, 900), NOW), 'Thread a, 1 thread, 900 bytes, last activity on 6 May');
});

describe('The totals of what is checked', () => {
  const { home } = oldThreadsOf([]);
  const table: [Parameters<typeof totalsInWords>[0], string][] = [
    [
      { checked: 212, subtrees: 212, threads: 3480, bytes: 1.2 * 1024 ** 3, loaded: 4, home },
      '212 of 212 checked · 3,480 threads · 1.2 GB · 4 skipped (open in Codex)',
    ],
    [
      { checked: 211, subtrees: 212, threads: 3479, bytes: 2048, loaded: 0, home },
      '211 of 212 checked · 3,479 threads · 2 kB',
    ],
    [{ checked: 0, subtrees: 1, threads: 0, bytes: 0, loaded: 0, home }, '0 of 1 checked · 0 threads · 0 bytes'],
    [
      { checked: 1, subtrees: 1, threads: 1, bytes: 1, loaded: 1, home },
      '1 of 1 checked · 1 thread · 1 byte · 1 skipped (open in Codex)',
    ],
  ];
  for (const [totals, words] of table) {
    it(words, () => assert.equal(totalsInWords(totals), words));
  }
});

it('The totals of the home have threads and bytes, active and archived', () =>
  assert.equal(homeInWords(oldThreadsOf([]).home), 'Codex home: 1,632 active (3 MB), 368 archived (1 kB)'));

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
      'older than 365 days · in shop · finished · with sub-agents · including pinned',
    ],
    [{ folders: ['/w', '/v'] }, 'older than 30 days · this workspace'],
  ];
  for (const [changes, words] of table) {
    it(words, () => assert.equal(criteriaInWords({ ...params, ...changes }), words));
  }

  it('is said when nothing matches, with what is open in Codex', () => {
    assert.deepEqual(
      [0, 1, 3].map(loaded => nothingOld(params, loaded)),
      [
        'Nothing to archive (older than 30 days).',
        'Nothing to archive (older than 30 days): the only match is open in Codex.',
        'Nothing to archive (older than 30 days): all 3 matches are open in Codex.',
      ],
    );
  });
});

describe('What was skipped', () => {
  const table: [number, number, string[]][] = [
    [0, 0, []],
    [
      1,
      1,
      [
        'Skipped 1 old thread: it or one of its sub-agents is open in Codex.',
        'Skipped 1 checked thread that has changed since.',
      ],
    ],
    [
      4,
      2,
      [
        'Skipped 4 old threads: they or their sub-agents are open in Codex.',
        'Skipped 2 checked threads that have changed since.',
      ],
    ],
  ];
  for (const [loaded, changed, sentences] of table) {
    it(`${loaded} open in Codex, ${changed} changed`, () =>
      assert.deepEqual(skippedInWords(loaded, changed), sentences));
  }
});
