// The rules of .dependency-cruiser.mjs catch what they should: a small project breaks each of them once.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../scripts/vscode/paths';

const config = path.join(projectRoot, '.dependency-cruiser.mjs');

/** Files that follow the rules, with the modules that they import. */
const sound: Record<string, string[]> = {
  'src/extension.ts': ['./shell/tree', './shell/connection/client', './manifest', './api', 'vscode'],
  'src/manifest.ts': [],
  'src/api.ts': ['vscode'],
  'src/protocol/methods.ts': [],
  'src/shell/tree.ts': ['../protocol/methods', '../manifest', 'vscode'],
  'src/shell/connection/client.ts': ['vscode-languageclient/node', '../../protocol/methods'],
  'src/server/main.ts': ['./server', './codex/words', '../protocol/methods'],
  'src/server/server.ts': ['./threads/names', './files/open', './codex/words'],
  'src/server/threads/forest.ts': ['../../protocol/methods'],
  'src/server/threads/names.ts': ['./forest'],
  'src/server/files/open.ts': ['node:fs'],
  'src/server/codex/words.ts': ['../threads/forest'],
  'test/one.test.ts': ['../src/server/threads/forest', './support/helper'],
  'test/two.test.ts': ['node:path'],
  'test/support/helper.ts': ['node:fs'],
};

/** What breaks each rule: a file, and a module that it must not import. */
const breaches: Record<string, [file: string, module: string]> = {
  'no-cycles': ['src/server/threads/forest.ts', './names'],
  'no-dead-code': ['src/server/threads/unused.ts', './forest'],
  'no-orphans': ['test/support/leftover.ts', ''],
  'no-unresolved': ['src/server/server.ts', './nowhere'],
  'product-without-tools': ['src/server/files/open.ts', '../../../test/support/helper'],
  'no-imports-of-tests': ['test/support/helper.ts', '../two.test'],
  'protocol-stands-alone': ['src/protocol/methods.ts', 'node:path'],
  'manifest-stands-alone': ['src/manifest.ts', 'node:path'],
  'server-without-shell': ['src/server/server.ts', '../shell/tree'],
  'shell-without-server': ['src/shell/tree.ts', '../server/server'],
  'extension-only-wires': ['src/extension.ts', './server/server'],
  'vscode-in-shell-only': ['src/server/server.ts', 'vscode'],
  'language-client-in-connection-only': ['src/shell/tree.ts', 'vscode-languageclient/node'],
  'pure-core': ['src/server/threads/forest.ts', 'node:path'],
  'codex-behind-the-server': ['src/server/files/open.ts', '../codex/words'],
  'files-in-one-room': ['src/server/server.ts', 'node:fs/promises'],
};

describe('The import rules', function () {
  this.timeout(30_000);
  let project: string;
  before(() => {
    project = mkdtempSync(path.join(tmpdir(), 'ctd-'));
    writeFileSync(path.join(project, 'tsconfig.json'), '{ "compilerOptions": { "moduleResolution": "bundler" } }');
    write({ 'node_modules/vscode-languageclient/node.js': [] });
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  it('accept a project that follows them', () => {
    write(sound);
    assert.deepEqual(violations(), []);
  });

  it('are each broken in the table above', async () => {
    const rules = (await import(pathToFileURL(config).href)) as { default: { forbidden: { name: string }[] } };
    assert.deepEqual(Object.keys(breaches).sort(), rules.default.forbidden.map(({ name }) => name).sort());
  });

  it('are reported where they are broken, even by an import of types', () => {
    const files = structuredClone(sound);
    for (const [file, module] of Object.values(breaches)) (files[file] ??= []).push(module);
    write(files);
    const reported = violations();
    const expected = Object.entries(breaches).map(([rule, [file]]) => `${rule}: ${file}`);
    assert.deepEqual(
      expected.filter(each => !reported.includes(each)),
      [],
    );
  });

  function write(files: Record<string, string[]>): void {
    for (const [file, modules] of Object.entries(files)) {
      const imports = modules.filter(Boolean).map((module, at) => `import type * as m${at} from '${module}';\n`);
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), imports.join(''));
    }
  }

  /** `rule: file` of each violation that the tool reports. */
  function violations(): string[] {
    const tool = path.join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const { stdout, stderr } = spawnSync(process.execPath, [tool, '--config', config, '-T', 'json', 'src', 'test'], {
      cwd: project,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    const { summary } = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    return summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`);
  }
});
