// A folder of its own for each test, removed after it.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Registers the hooks in the calling suite; the function gives the canonical path of the current test's folder. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => { folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'ctt-'))); });
  // A process that was killed in the test may have files of it for a moment yet.
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }));
  return () => folder;
}
