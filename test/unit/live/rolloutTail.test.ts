import assert from 'node:assert/strict';
import { appendFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { readRolloutTail } from '../../../src/server/live/rolloutTail';
import { temporaryFolder } from '../../support/temporaryFolder';
import { agentMessage, turnLine } from '../../support/turnLines';
import { makesLinks, runsOn } from '../../support/runsOn';

describe('The tail of a rollout', () => {
  const folder = temporaryFolder();
  const file = () => folder('rollout.jsonl');

  it('has the last turn event, however far from the end', () => {
    writeFileSync(file(), turnLine('task_complete') + turnLine('task_started') + agentMessage('x'.repeat(200_000)));
    assert.equal(readRolloutTail(file(), undefined)?.event?.kind, 'started');
  });

  it('has a turn event that lies across the border of two blocks', () => {
    for (let rest = 65_536 - 130; rest <= 65_536 + 10; rest++) {
      writeFileSync(file(), `${turnLine('task_complete')}${turnLine('task_started')}${'x'.repeat(rest)}\n`);
      assert.equal(readRolloutTail(file(), undefined)?.event?.kind, 'started', `${rest} bytes before the end`);
    }
  });

  it('is read on from where it ended, also when a line was half written', () => {
    const line = turnLine('task_complete');
    writeFileSync(file(), turnLine('task_started') + line.slice(0, 60));
    const first = readRolloutTail(file(), undefined);
    assert.equal(first?.event?.kind, 'started');
    assert.equal(readRolloutTail(file(), first), first, 'nothing was appended');
    appendFileSync(file(), line.slice(60));
    const second = readRolloutTail(file(), first);
    assert.equal(second?.event?.kind, 'ended');
    appendFileSync(file(), agentMessage('after it'.repeat(1000)));
    assert.equal(readRolloutTail(file(), second)?.event?.kind, 'ended');
  });

  it('is read anew when another file has taken its place', () => {
    writeFileSync(file(), turnLine('task_started'));
    const first = readRolloutTail(file(), undefined);
    writeFileSync(folder('other'), agentMessage('no turn at all, and longer than what was there before'.repeat(9)));
    renameSync(folder('other'), file());
    assert.equal(readRolloutTail(file(), first)?.event, undefined);
  });

  it('is undefined without a file', () => assert.equal(readRolloutTail(file(), undefined), undefined));

  if (runsOn('unix', makesLinks)) {
    it('is refused for a link', () => {
      symlinkSync(folder('x'), file());
      assert.throws(() => readRolloutTail(file(), undefined), { code: 'EFTYPE' });
    });
  }
});
