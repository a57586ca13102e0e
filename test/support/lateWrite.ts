// What a running Codex does whose listing began before an operation: it writes a row as it was.
import { query, withDatabase } from './stateDb';

/** Remembers a thread's row; the returned function writes it as it is now. */
export function lateWrite(home: string, threadId: string): () => void {
  const [row = {}] = query(home, 'SELECT * FROM threads WHERE id = ?', threadId);
  const columns = Object.keys(row);
  return () =>
    withDatabase(home, database => {
      const values = columns.map(() => '?').join(', ');
      database
        .prepare(`INSERT OR REPLACE INTO threads (${columns.join(', ')}) VALUES (${values})`)
        .run(...Object.values(row));
    });
}
