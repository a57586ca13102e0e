import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import type { Thread } from '../../../src/protocol/thread';
import { readThread } from '../../../src/server/codex/threadRead';
import { rolloutPath, writeHome } from '../../fixtures/generateHome';
import { idOf } from '../../fixtures/ids';
import { thread } from '../../fixtures/smallHomes';
import { change } from '../../support/stateDb';
import { temporaryFolder } from '../../support/temporaryFolder';
import { writeOldHome } from '../../support/oldHome';
import { withStateDb } from '../../support/openedStateDb';

describe('thread/read', () => {
  const folder = temporaryFolder();
  const [parent, child] = [thread('1'), thread('2', { parentId: idOf('1'), nickname: 'Ada' })];
  const read = (id: string): Promise<Thread> =>
    withStateDb(
      folder(),
      db => readThread(db, { defaultProvider: 'openai', nameOf: () => undefined }, folder(), id).thread,
    );
  const childFile = (): string => rolloutPath(folder(), child);

  it("adds what the rollout's first line says to the row", async () => {
    writeHome(folder(), [parent, child]);
    const { parentThreadId, forkedFromId, threadSource, agentNickname, path } = await read(child.id);
    assert.deepEqual(
      { parentThreadId, forkedFromId, threadSource, agentNickname, path },
      {
        parentThreadId: parent.id,
        forkedFromId: null,
        threadSource: 'subagent',
        agentNickname: 'Ada',
        path: childFile(),
      },
    );
  });

  it('a fork names the thread it was forked from', async () => {
    writeHome(folder(), [parent]);
    writeFileSync(
      rolloutPath(folder(), parent),
      `${JSON.stringify({ type: 'session_meta', payload: { id: parent.id, forked_from_id: child.id, base_instructions: { text: 'x'.repeat(200_000) } } })}\n{}`,
    );
    assert.equal((await read(parent.id)).forkedFromId, child.id);
  });

  it('only the row if the rollout is missing', async () => {
    writeHome(folder(), [parent, child]);
    rmSync(childFile());
    const { parentThreadId, threadSource, preview } = await read(child.id);
    assert.deepEqual(
      { parentThreadId, threadSource, preview },
      { parentThreadId: null, threadSource: 'subagent', preview: child.message },
    );
  });

  it('an archived thread, and one of 0.122', async () => {
    writeHome(folder(), [{ ...parent, archived: true }]);
    assert.equal((await read(parent.id)).path, rolloutPath(folder(), parent, true));
    rmSync(`${folder()}/state_5.sqlite`);
    writeOldHome(folder(), [{ id: child.id, createdAt: 100, updatedAt: 105 }]);
    assert.equal((await read(child.id)).createdAt, 100);
  });

  it('an unknown thread', async () => {
    writeHome(folder(), [parent]);
    await assert.rejects(read(child.id), { code: -32600, message: `thread not loaded: ${child.id}` });
  });

  it("a rollout that is another thread's, or not a rollout", async () => {
    writeHome(folder(), [parent, child]);
    change(folder(), `UPDATE threads SET rollout_path = '${rolloutPath(folder(), parent)}' WHERE id = '${child.id}'`);
    await assert.rejects(read(child.id), {
      code: -32603,
      message: `failed to read thread: thread-store internal error: session metadata ${rolloutPath(folder(), parent)} belongs to thread ${parent.id}, expected ${child.id}`,
    });
    for (const text of [
      '',
      '\n',
      'null\n',
      '{"type":"session_meta"',
      '{"type":"session_meta","payload":{"id":5}}',
      '{"type":"x","payload":{}}',
      '[]',
    ]) {
      writeFileSync(rolloutPath(folder(), parent), text);
      await assert.rejects(
        read(parent.id),
        { code: -32603, message: /^failed to read thread: .*failed to read session metadata/ },
        text,
      );
    }
    truncateSync(rolloutPath(folder(), parent), 5 * 1024 * 1024);
    await assert.rejects(read(parent.id), { code: -32603 });
  });

  it('reads a compressed rollout', async () => {
    writeHome(folder(), [parent, child]);
    writeFileSync(`${childFile()}.zst`, zstdCompressSync(readFileSync(childFile())));
    rmSync(childFile());
    assert.equal((await read(child.id)).parentThreadId, parent.id);
    writeFileSync(`${childFile()}.zst`, 'no zstd');
    await assert.rejects(read(child.id), { code: -32603 });
  });

  const elsewhere: { title: string; place: () => string }[] = [
    { title: 'outside the home', place: () => `${folder()}/outside.jsonl` },
    { title: 'outside, through ..', place: () => `${folder()}/sessions/../outside.jsonl` },
    {
      title: 'behind a link out of the home',
      place: () => {
        symlinkSync(`${folder()}/outside.jsonl`, `${folder()}/sessions/link.jsonl`);
        return `${folder()}/sessions/link.jsonl`;
      },
    },
    {
      title: 'in a folder that leads out of the home',
      place: () => {
        symlinkSync(folder(), `${folder()}/sessions/link`);
        return `${folder()}/sessions/link/outside.jsonl`;
      },
    },
  ];
  for (const { title, place } of elsewhere) {
    it(`a rollout ${title} is not read: it counts as absent`, async () => {
      writeHome(folder(), [parent, child]);
      renameSync(childFile(), `${folder()}/outside.jsonl`);
      change(folder(), `UPDATE threads SET rollout_path = '${place()}' WHERE id = '${child.id}'`);
      const { parentThreadId, threadSource } = await read(child.id);
      assert.deepEqual([parentThreadId, threadSource], [null, 'subagent']);
      writeFileSync(`${folder()}/outside.jsonl`, "somebody's secret");
      assert.equal((await read(child.id)).parentThreadId, null);
    });
  }

  it('a path that is not a path', async () => {
    writeHome(folder(), [parent]);
    change(folder(), `UPDATE threads SET rollout_path = 'a' || char(0) || 'b'`);
    assert.equal((await read(parent.id)).id, parent.id);
  });
});
