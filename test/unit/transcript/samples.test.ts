// Rollouts that Codex 0.125, 0.148 and 0.171 wrote, against what those versions themselves answered to `thread/read`.
import assert from 'node:assert/strict';
import { sampleNames, readSample } from '../../support/transcriptSamples';

describe('rollouts of real versions of Codex', () => {
  for (const { name, label, isPaginated } of sampleNames()) {
    it(name, () => {
      const { transcript, codexThreadRead, ownTokens } = readSample(name);
      const listed = transcript.turns.map(({ status, items }) => ({
        status,
        types: items.filter(item => !isPaginated || !item.unlisted).map(({ type }) => type),
      }));
      assert.deepEqual(transcript.problems, []);
      assert.equal(transcript.tokens?.total, ownTokens);
      if (isPaginated) {
        const own = codexThreadRead.slice(-listed.length);
        const said = listed.map(({ status, types }) => `${status}: ${types.join(' ')}`);
        if (label === 'running') said[1] = said[1]?.replace('interrupted', 'inProgress') ?? '';
        assert.deepEqual(said.map(withoutLateCommand), own);
      } else {
        assert.ok(
          containsInOrder(listed, codexThreadRead.slice(label === 'fork' ? -1 : 0)),
          JSON.stringify(listed, null, 1),
        );
      }
    });
  }
});

/** Codex was asked before commands that outlived their turn had been written. */
function withoutLateCommand(turn: string): string {
  return turn.startsWith('interrupted') ? turn.replace(/ ?commandExecution$/, '').replace(/: *$/, ': ') : turn;
}

/** Each of Codex's turns is one of ours, with items that ours has in the same order; others may stand between. */
function containsInOrder(ours: { status: string; types: string[] }[], theirs: readonly string[]): boolean {
  let at = 0;
  return theirs.every(turn => {
    const [status, types = ''] = turn.split(': ');
    const wanted = types.split(' ').filter(type => type !== '');
    for (; at < ours.length; at++) {
      const own = ours[at];
      if (!own || own.status !== status) continue;
      let next = 0;
      for (const type of own.types) if (type === wanted[next]) next++;
      if (next === wanted.length) {
        at++;
        return true;
      }
    }
    return false;
  });
}
