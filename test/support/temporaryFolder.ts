// A folder of its own for each test, removed at the end of its suite.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Registers the hooks in the calling suite; the function gives the canonical path of the current test's folder. */
export function temporaryFolder(): () => string {
  const folders: string[] = [];
  beforeEach(() => {
    folders.push(realpathSync(mkdtempSync(path.join(tmpdir(), 'ctt-'))));
  });
  // Not behind each test: what its later hooks end, a Codex for one, makes files there on its way out, and what was
  // killed has some for a moment yet.
  after(() =>
    folders.forEach(folder => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })),
  );
  return () => folders.at(-1) ?? '';
}
