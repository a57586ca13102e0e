// Whether the real Codex accepts a home: it must list what the rows say, where they say it, read every thread, and move
// one.
import { strict as assert } from 'node:assert';
import path from 'node:path';
import { sourceKinds } from '../../src/protocol/thread';
import { startCodex } from '../support/codex';
import { query } from '../support/stateDb';

interface Page {
  data: { id: string; path: string }[];
  nextCursor: string | null;
}

/**
 * Asks the real Codex about a home, which nobody else uses from now on. Rejects if Codex finds anything that differs
 * from the rows.
 */
export async function askCodex(home: string): Promise<void> {
  const rows = query(home, 'SELECT id, archived, rollout_path AS path FROM threads ORDER BY id');
  const codex = startCodex(home);
  /**
   * A reverted thread is listed with another of its rollouts than its row has, and archived (also by Codex itself) with
   * each of them.
   */
  const place = (id: unknown, file: unknown): string =>
    `${String(id)} in ${path.relative(home, String(file)).split(path.sep)[0]}`;
  const lists = async (): Promise<string[]> => {
    const listed = new Set<string>();
    for (const archived of [false, true]) {
      for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
        const page: Page = await codex.request<Page>('thread/list', {
          archived,
          cursor,
          limit: 100,
          useStateDbOnly: false,
          sourceKinds,
        });
        for (const thread of page.data) listed.add(`${archived ? 1 : 0} ${place(thread.id, thread.path)}`);
        cursor = page.nextCursor;
      }
    }
    return [...listed].sort();
  };
  try {
    await codex.initialize();
    assert.deepEqual(
      await lists(),
      rows.map(row => `${String(row.archived)} ${place(row.id, row.path)}`).sort(),
      'thread/list',
    );
    for (const { id } of rows) {
      const { thread } = await codex.request<{ thread: { id: string } }>('thread/read', { threadId: id });
      assert.equal(thread.id, id);
    }
    const [first] = rows;
    const archives = first?.archived === 0;
    await codex.request(archives ? 'thread/archive' : 'thread/unarchive', { threadId: first?.id });
    const [moved] = query(home, `SELECT archived, rollout_path AS path FROM threads WHERE id = '${String(first?.id)}'`);
    assert.equal(moved?.archived, archives ? 1 : 0);
    assert.ok(String(moved?.path).startsWith(path.join(home, archives ? 'archived_sessions' : 'sessions')));
  } finally {
    await codex.close();
  }
}
