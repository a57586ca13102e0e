// Every file of the shell is imported by a test that needs no VS Code. What only wires all the others together does not
// count as an import of them, nor does an import of types.
import assert from 'node:assert/strict';
import { build, transform, type Metafile } from 'esbuild';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

/** They import every feature: a test of them alone tests none of the features. */
const wiring = ['src/extension.ts', 'src/shell/commands.ts'];

type Inputs = Metafile['inputs'];

/** The files that tests import at run time, directly or through others; imports of `wiring` do not count. */
function tested(inputs: Inputs, tests: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    if (wiring.includes(file)) return;
    for (const { path: next, external } of inputs[file]?.imports ?? []) {
      if (external !== true) visit(next);
    }
  };
  tests.forEach(visit);
  return found;
}

const files = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: projectRoot }).map(file => file.replaceAll(path.sep, '/'));

/** Whether nothing of a file is left at run time. */
async function hasTypesOnly(file: string): Promise<boolean> {
  const { code } = await transform(readFileSync(path.join(projectRoot, file), 'utf8'), {
    loader: 'ts',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  return code.trim() === '';
}

describe('The tests of the shell', () => {
  it('import every file of it', async () => {
    const tests = files('test/{shell,unit}/**/*.test.ts');
    const { metafile } = await build({
      absWorkingDir: projectRoot,
      entryPoints: tests,
      outdir: 'unused',
      bundle: true,
      write: false,
      metafile: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      logLevel: 'error',
    });
    const imported = tested(metafile.inputs, tests);
    const untested: string[] = [];
    for (const file of files('src/{extension,manifest,api}.ts', 'src/shell/**/*.ts')) {
      if (!imported.has(file) && !(await hasTypesOnly(file))) untested.push(file);
    }
    assert.deepEqual(untested, []);
  });

  it('count what they import through others, but not through files that wire everything', () => {
    const to = (file: string, kind: 'import-statement' | 'dynamic-import' = 'import-statement') => ({
      path: file,
      kind,
    });
    const inputs: Inputs = {
      't.test.ts': { bytes: 1, imports: [to('a.ts'), to('src/extension.ts')] },
      'a.ts': { bytes: 1, imports: [to('b.ts'), { ...to('vscode'), external: true }] },
      'b.ts': { bytes: 1, imports: [to('a.ts')] },
      'src/extension.ts': { bytes: 1, imports: [to('wired.ts')] },
    };
    assert.deepEqual([...tested(inputs, ['t.test.ts'])], ['t.test.ts', 'a.ts', 'b.ts', 'src/extension.ts']);
  });
});
