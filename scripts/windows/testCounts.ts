// How many tests there are on this system, to tell how many another one leaves out.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../vscode/paths';

/** By file, as a path in the project. Mocha loads the files and runs nothing. `files`: also folders and patterns. */
export function countTests(files: readonly string[]): Map<string, number> {
  const mocha = ['node_modules/mocha/bin/mocha.js', '--dry-run', '--reporter', 'json', ...files];
  const output = execFileSync(process.execPath, mocha, { cwd: projectRoot, encoding: 'utf8', maxBuffer: 1 << 28 });
  // Tests that are left out say so before the report.
  const { tests } = JSON.parse(output.slice(output.indexOf('{\n'))) as { tests: { file: string }[] };
  const counts = new Map<string, number>();
  for (const { file } of tests) {
    const name = path.relative(projectRoot, file).replaceAll(path.sep, '/');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
