import assert from 'node:assert/strict';
import { confirmationText, noSubAgents, type Wish } from '../../../src/shell/operations/confirmationText';
import type { TreePlan } from '../../../src/protocol/methods';
import type { Target } from '../../../src/shell/operations/targets';
import { planOf } from '../../support/outcomes';

const target = (name: string | null, insideAnother = false): Target => ({ threadId: 'a', name, insideAnother });
const checkout = target('Fix the flaky checkout tests');
const others = (count: number) => Array.from({ length: count }, () => target(null));

describe('The confirmation', () => {
  const table: [string, Wish, number, string, string][] = [
    [
      'of one thread names it',
      { kind: 'archive', targets: [checkout] },
      12,
      'Archive 12 threads?',
      '“Fix the flaky checkout tests” and its 11 sub-agents. They can be unarchived later.',
    ],
    [
      'of a thread with a long name says its start, as other sentences do',
      { kind: 'archive', targets: [target('x'.repeat(200))] },
      1,
      'Archive 1 thread?',
      `“${'x'.repeat(79)}…”. It can be unarchived later.`,
    ],
    [
      'of several counts them',
      { kind: 'archive', targets: [checkout, target('B')] },
      21,
      'Archive 21 threads?',
      '2 threads and their 19 sub-agents. They can be unarchived later.',
    ],
    [
      'of one of which only the id is known',
      { kind: 'unarchive', targets: others(1) },
      2,
      'Unarchive 2 threads?',
      '1 thread and its 1 sub-agent. They can be archived again later.',
    ],
    [
      'says that what is selected twice counts once',
      { kind: 'archive', targets: [checkout, target('Peirce', true)] },
      12,
      'Archive 12 threads?',
      '“Fix the flaky checkout tests” and its 11 sub-agents. 1 selected thread is among these sub-agents, and counts once. They can be unarchived later.',
    ],
    [
      'says so of several',
      { kind: 'archive', targets: [checkout, target('Peirce', true), target('Pauli', true)] },
      12,
      'Archive 12 threads?',
      '“Fix the flaky checkout tests” and its 11 sub-agents. 2 selected threads are among these sub-agents, and count once. They can be unarchived later.',
    ],
    [
      'of sub-agents only names what stays',
      { kind: 'archive', targets: [checkout], keepRoots: true },
      11,
      'Archive 11 threads?',
      'Keeps “Fix the flaky checkout tests”, archives its 11 sub-agents. They can be unarchived later.',
    ],
    [
      'of sub-agents of one of which only the id is known',
      { kind: 'archive', targets: others(1), keepRoots: true },
      1,
      'Archive 1 thread?',
      'Keeps 1 thread, archives its 1 sub-agent. It can be unarchived later.',
    ],
    [
      'of the sub-agents of several, one of which is a sub-agent of another',
      { kind: 'archive', targets: [checkout, target('Peirce', true)], keepRoots: true },
      10,
      'Archive 10 threads?',
      'Keeps 2 threads, archives their 10 sub-agents. They can be unarchived later.',
    ],
    [
      'of a group names it',
      { kind: 'archive', targets: others(1200), group: 'September 2026' },
      3480,
      'Archive 3,480 threads?',
      '“September 2026”: 1,200 threads and their 2,280 sub-agents. They can be unarchived later.',
    ],
    [
      'of a group of one',
      { kind: 'unarchive', targets: others(1), group: 'Today' },
      3,
      'Unarchive 3 threads?',
      '“Today”: 1 thread and its 2 sub-agents. They can be archived again later.',
    ],
    [
      'of a group without sub-agents',
      { kind: 'archive', targets: others(5), group: 'Today' },
      5,
      'Archive 5 threads?',
      '“Today”: 5 threads. They can be unarchived later.',
    ],
  ];
  for (const [name, wish, threads, message, detail] of table) {
    it(name, () => assert.deepEqual(confirmationText(wish, planOf(threads)), { message, detail }));
  }
});

describe('The confirmation also says', () => {
  const wish: Wish = { kind: 'archive', targets: [checkout] };
  const summary = '“Fix the flaky checkout tests” and its 7 sub-agents.';
  const loaded = (...names: (string | null)[]) =>
    names.map((name, at) => ({
      thread: { threadId: `t${at}`, name },
      holder: { pid: at === 0 ? 4711 : null, command: at === 0 ? 'codex' : null },
    }));
  const table: [string, Wish, Partial<TreePlan>, string, string][] = [
    [
      'how many threads are not visible',
      wish,
      { hidden: 3 },
      'Archive 8 threads?',
      `${summary} 3 of them are not visible: the view’s filter or options hide them. They can be unarchived later.`,
    ],
    [
      'that one is not',
      { ...wish, kind: 'unarchive' },
      { hidden: 1 },
      'Unarchive 8 threads?',
      `${summary} 1 of them is not visible: the view’s filter or options hide it. They can be archived again later.`,
    ],
    [
      'that an attached thread stays',
      wish,
      { attached: 1 },
      'Archive 8 threads?',
      `${summary} 1 thread that is attached to them stays where it is. They can be unarchived later.`,
    ],
    [
      'that attached threads stay',
      wish,
      { attached: 1234 },
      'Archive 8 threads?',
      `${summary} 1,234 threads that are attached to them stay where they are. They can be unarchived later.`,
    ],
    [
      'which threads are open in Codex, by which program, and that they stay',
      wish,
      { loaded: loaded('Euler', 'Pauli\nnewline', null), loadedThreads: 7, others: 1 },
      'Archive 1 thread?',
      `${summary} It can be unarchived later.\n\nOpen in Codex, so these stay and only the others are archived:\n“Euler” (process 4711, codex)\n“Pauli newline”\n“t2”\nand 4 more`,
    ],
    [
      'that Codex archives what it has open, and what it interrupts',
      wish,
      { loaded: loaded('Euler', 'Pauli'), loadedThreads: 3, codex: { running: 2, waiting: 1 }, others: 5 },
      'Archive 8 threads?',
      `${summary} They can be unarchived later.\n\nOpen in Codex, which archives these itself:\n“Euler” (process 4711, codex)\n“Pauli”\nand 1 more\nRunning now, and will be interrupted: 2.\nWaiting for you, and will be interrupted: 1.`,
    ],
    [
      'that Codex interrupts nothing',
      wish,
      { loaded: loaded('Euler'), loadedThreads: 1, codex: { running: 0, waiting: 0 }, others: 7 },
      'Archive 8 threads?',
      `${summary} They can be unarchived later.\n\nOpen in Codex, which archives these itself:\n“Euler” (process 4711, codex)`,
    ],
    [
      'that all are open',
      wish,
      { loaded: loaded('Euler'), loadedThreads: 8, others: 0 },
      'Archive 8 threads?',
      `${summary} They can be unarchived later.\n\nOpen in Codex, so these cannot be moved:\n“Euler” (process 4711, codex)\nand 7 more`,
    ],
  ];
  for (const [name, asked, parts, message, detail] of table) {
    it(name, () => assert.deepEqual(confirmationText(asked, planOf(8, parts)), { message, detail }));
  }
});

describe('When there are no sub-agents', () => {
  it('one thread, it is named, without a link', () =>
    assert.equal(
      noSubAgents([target('See [this](command:x)')]),
      'Nothing to archive: “See [this] (command:x)” has no active sub-agents.',
    ));
  it('several, they are not', () =>
    assert.equal(noSubAgents([checkout, checkout]), 'Nothing to archive: these threads have no active sub-agents.'));
});
