// docs/architecture.md against the code: its files, functions and folders exist, and no folder of src/ is left out. The
// files that the other pages name exist as well.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../../scripts/vscode/paths';

const architecture = readPage('docs/architecture.md');

describe('docs/architecture.md', () => {
  const steps = walkSteps(architecture);

  it('has walks whose steps name a file and a function', () => {
    assert.ok(steps.length > 40, `${steps.length} steps`);
    for (const { file, name } of steps) assert.ok(file.endsWith('.ts') && name !== '', `${file} | ${name}`);
  });

  for (const { file, name } of steps) {
    it(`${name} is declared in ${file}`, () => assert.ok(declaredNames(file).has(name)));
  }

  it('names only functions that src/ or scripts/ declares', () => {
    const declared = new Set([...filesIn('src'), ...filesIn('scripts')].flatMap(file => [...declaredNames(file)]));
    const called = inCode(architecture).flatMap(code => /^(\w+)\(\)$/.exec(code)?.[1] ?? []);
    assert.ok(called.length > 5);
    assert.deepEqual(
      called.filter(name => !declared.has(name)),
      [],
    );
  });

  it('names only files that exist, also without their folder', () => {
    const bare = inCode(architecture).filter(code => /^[\w.-]+\.m?ts$/.test(code));
    const known = new Set([...filesIn('src'), ...filesIn('scripts')].map(file => path.basename(file)));
    assert.deepEqual(
      bare.filter(name => !known.has(name)),
      [],
    );
  });

  it('mentions every folder of src/, down to the second level', () => {
    const folders = foldersIn('src').flatMap(folder => [folder, ...foldersIn(folder)]);
    const mentioned = new Set(inCode(architecture));
    assert.deepEqual(
      folders.filter(folder => !mentioned.has(`${folder}/`)),
      [],
    );
  });

  it('mentions every folder of test/', () => {
    const mentioned = new Set(inCode(architecture));
    assert.deepEqual(
      foldersIn('test').filter(folder => !mentioned.has(`${folder}/`)),
      [],
    );
  });
});

describe('the pages of this project', () => {
  const docs = readdirSync(path.join(projectRoot, 'docs')).map(name => `docs/${name}`);
  for (const page of ['README.md', 'CHANGELOG.md', ...docs]) {
    it(`${page} names only files that exist`, () => {
      const text = readPage(page);
      const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) =>
        path.join(path.dirname(page), target ?? ''),
      );
      const named = inCode(text).filter(code => /^(?:src|test|scripts|docs|l10n|media)\/[\w./-]*$/.test(code));
      assert.deepEqual(
        [...links, ...named].filter(file => !existsSync(path.join(projectRoot, file))),
        [],
      );
    });

    it(`${page} names only scripts that package.json has`, () => {
      const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };
      const named = [...readPage(page).matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script ?? '');
      assert.deepEqual(
        named.filter(script => !(script in scripts)),
        [],
      );
    });
  }
});

function readPage(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}

/** What a page has between backticks within a line. */
function inCode(page: string): string[] {
  return [...page.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
}

/** The rows of the tables with the columns `step`, `file` and `function`. */
function walkSteps(page: string): { file: string; name: string }[] {
  return page
    .split('\n\n')
    .filter(table => table.startsWith('| step | file | function |'))
    .flatMap(table => table.trim().split('\n').slice(2))
    .map(row => {
      const [file, name] = row.split(' | ').slice(-2);
      return { file: file?.replaceAll('`', '') ?? '', name: /^`([^`]+)` \|$/.exec(name ?? '')?.[1] ?? '' };
    });
}

/** The names of everything that a file declares, at any depth: functions, variables, methods, properties, types. */
function declaredNames(file: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if ('name' in node && isName(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readPage(file), ts.ScriptTarget.Latest));
  return names;
}

function isName(name: unknown): name is ts.Identifier | ts.StringLiteral {
  return typeof name === 'object' && name !== null && ts.isPropertyName(name as ts.Node) && 'text' in name;
}

/** The folders in a folder, by their paths in the project. */
function foldersIn(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => `${folder}/${entry.name}`);
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.m?ts$/.test(name))
    .map(name => `${folder}/${name}`);
}
