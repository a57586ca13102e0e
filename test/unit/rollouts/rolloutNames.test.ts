import { strict as assert } from 'node:assert';
import path from 'node:path';
import { parseRolloutName, twinOf } from '../../../src/server/rollouts/rolloutNames';

const id = '01a20235-deb9-7e82-8ace-991676b9eb29';
const other = '01a20236-05ce-79f0-8293-552c99ae0132';

describe('rollout names', () => {
  const names: { name: string; thread: string | undefined; day?: string }[] = [
    { name: `rollout-2026-11-22T07-43-34-${id}.jsonl`, thread: id, day: '2026/11/22' },
    { name: `rollout-2026-11-22T07-43-34-${id}.jsonl.zst`, thread: id, day: '2026/11/22' },
    { name: `rollout-2026-11-22T07-43-34-${id}_${other}.jsonl`, thread: id, day: '2026/11/22' },
    { name: `rollout-2026-11-22T07-43-34-${id}_${other}.jsonl.zst`, thread: id, day: '2026/11/22' },
    { name: `rollout-2026-11-22T07-43-34-${id.toUpperCase()}.jsonl`, thread: undefined },
    { name: `rollout-2026-11-22T07-43-34-${id}.jsonl.gz`, thread: undefined },
    { name: `rollout-2026-11-22T07-43-34-${id}.jsonl\n`, thread: undefined },
    { name: ` rollout-2026-11-22T07-43-34-${id}.jsonl`, thread: undefined },
    { name: `rollout-2026-11-22T07:43:34-${id}.jsonl`, thread: undefined },
    { name: `rollout-2026-11-22T07-43-34-${id}_x.jsonl`, thread: undefined },
    { name: `rollout-${id}.jsonl`, thread: undefined },
    { name: '', thread: undefined },
  ];
  for (const { name, thread, day } of names) {
    it(`${JSON.stringify(name)} is ${thread === undefined ? 'no rollout' : 'one'}`, () => {
      assert.deepEqual(
        parseRolloutName(name),
        thread === undefined ? undefined : { threadId: thread, dayFolder: path.normalize(day ?? '') },
      );
    });
  }

  it('have twins: compressed and plain', () => {
    assert.equal(twinOf('/a/b.jsonl'), '/a/b.jsonl.zst');
    assert.equal(twinOf('/a/b.jsonl.zst'), '/a/b.jsonl');
  });
});
