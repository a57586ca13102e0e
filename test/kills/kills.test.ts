// `npm run test:kills`: the server is killed with SIGKILL at the steps of an archive, an unarchive, an undo, a repair
// and a recovery: at each call that changes a file, a folder, the journal or the state DB, or writes it to disk, and in
// the middle of each write. Then another server recovers: no rollout is missing or duplicated, every row is right,
// unfinished operations are announced and can be finished, undone, or requested again; and the real Codex accepts each
// resulting home.
//
// KILLS=all tries everything: right before and right after each step, every choice afterwards, recovery of an operation
// that was killed at any of its steps, and shows every home to Codex. That is some 35,000 kills, which take hours:
// KILLS=23 tries one in 23 of them, and mocha's `-g` chooses scenarios. Otherwise each step is tried once and, in
// scenarios with other file systems, many threads or failures, only every third to twelfth step. On Windows it is only
// a share of these (howMany.ts).
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { otherFileSystem } from '../support/otherFileSystem';
import { change } from '../support/stateDb';
import { temporaryFolder } from '../support/temporaryFolder';
import { askCodex } from './codexVerdict';
import { fromAll, shareInWords } from './howMany';
import { buildKiller } from './killedServer';
import { scenarios } from './scenarios';
import { copyTree } from './stage';
import { tryAll } from './tries';

/** How many homes of a scenario the real Codex is asked about, which takes a second each. */
const shown = fromAll ? Infinity : 6;

describe('killed at every step', function () {
  this.timeout(3_600_000);
  const folder = temporaryFolder();
  const elsewhere = otherFileSystem();
  const asked = new Set<string>();
  let sum = 0;

  for (const scenario of scenarios) {
    it(scenario.title, async () => {
      const started = Date.now();
      const homes: string[] = [];
      const { kills, steps } = await tryAll(scenario, {
        killer: await buildKiller(folder()),
        folder: folder(),
        elsewhere,
        onHome: (home, { threads, disagreements }) => {
          const state = JSON.stringify([...threads]);
          if (disagreements.size > 0 || asked.has(state) || homes.length === shown) return;
          asked.add(state);
          homes.push(copyForCodex(home, path.join(folder(), `codex${homes.length}`)));
        },
      });
      sum += kills;
      console.log(
        `      ${kills} kills at ${steps} steps, ${homes.length} homes shown to Codex (${((Date.now() - started) / 1000).toFixed(0)} s)`,
      );
      for (const home of homes) await askCodex(home);
    });
  }

  after(() => console.log(`    ${sum} kills${shareInWords}, ${asked.size} homes shown to Codex`));
});

/** A copy of the home on one file system: the real Codex cannot archive across two. */
function copyForCodex(home: string, copy: string): string {
  mkdirSync(copy);
  copyTree(home, copy, { followLinks: true });
  change(
    copy,
    `DROP TRIGGER IF EXISTS refuse; UPDATE threads SET rollout_path = replace(rollout_path, '${home + path.sep}', '${copy + path.sep}')`,
  );
  return copy;
}
