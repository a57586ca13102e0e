// No text reaches a user except through `l10n.t`: looks for string literals in the shell where VS Code shows them, and
// for those that read like a sentence.
import assert from 'node:assert/strict';
import ts from 'typescript';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../../scripts/vscode/paths';

/** Properties that VS Code shows. */
const shownProperties = new Set([
  'title',
  'label',
  'description',
  'detail',
  'tooltip',
  'placeholder',
  'placeHolder',
  'prompt',
  'message',
  'text',
  'buttonLabel',
  'openLabel',
  'saveLabel',
  'validationMessage',
]);
/** Calls whose arguments VS Code shows. */
const shownCalls =
  /^(?:(?:vscode\.)?window\.(?:show\w+Message|showQuickPick|showInputBox|setStatusBarMessage)|(?:vscode\.)?TreeItem|progress\.report)$/;
/** Where English is correct: the log, errors that are bugs, and names. */
const english = /^(?:(?:\w+\.)*log\.(?:trace|debug|info|warn|error)|Error|TypeError|RegExp)$/;
const names = new Set(['Thread Tree for Codex']);

/** The parsed TypeScript files of a folder of the project. */
function sourceFiles(folder: string): ts.SourceFile[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => path.join(folder, file))
    .map(file => {
      const text = readFileSync(path.join(projectRoot, file), 'utf8');
      return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    });
}

/** `file:line` of a node. */
function placeOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** The node and its descendants. */
function* nodesIn(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesIn(child);
}

type Literal = ts.StringLiteralLike | ts.TemplateExpression;

const isLiteral = (node: ts.Node): node is Literal => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
/** The literal's own text, without inserted values and icons. */
const textOf = (node: Literal): string =>
  (ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('')
    : node.text
  ).replace(/\$\([\w~-]+\)/g, '');

/** Whether the literal is shown: `slot` if VS Code shows it, `sentence` if it merely reads like one. */
function judge(literal: Literal): 'slot' | 'sentence' | undefined {
  const text = textOf(literal);
  if (!/\p{L}/u.test(text) || names.has(text) || isInT(literal)) return undefined;
  for (
    let [node, child]: [ts.Node, ts.Node] = [literal.parent, literal];
    !ts.isSourceFile(node);
    [node, child] = [node.parent, node]
  ) {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isCaseClause(node)) return undefined;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression !== child) {
      const callee = node.expression.getText();
      if (english.test(callee)) return undefined;
      if (shownCalls.test(callee)) return 'slot';
      // Arguments of other calls are not shown here: `picker.items.find(…)`, `inMessage('…')`.
      if (callee !== 'inMessage' && callee !== 'inQuickPick') break;
    }
    // A compared text is not shown, nor is a key.
    if (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText())) return undefined;
    if (ts.isElementAccessExpression(node) && node.argumentExpression === child) return undefined;
    if (ts.isPropertyAssignment(node) && node.initializer === child)
      return shownProperties.has(node.name.getText()) ? 'slot' : sentence(text);
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.right === child) {
      return ts.isPropertyAccessExpression(node.left) && shownProperties.has(node.left.name.text)
        ? 'slot'
        : sentence(text);
    }
    if (ts.isFunctionLike(node)) break;
  }
  return sentence(text);
}

/** A part of an argument of `l10n.t`: the text, its comment, or an inserted literal. */
function isInT(literal: Literal): boolean {
  for (let node: ts.Node = literal; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isCallExpression(node) && node.expression.getText() === 'l10n.t') return true;
  }
  return false;
}

function sentence(text: string): 'sentence' | undefined {
  return /\p{L}{2,}[,:]? \p{L}/u.test(text) ? 'sentence' : undefined;
}

function literalsIn(code: string): Literal[] {
  return [...nodesIn(ts.createSourceFile('x.ts', `function f() { ${code} }`, ts.ScriptTarget.Latest, true))].filter(
    isLiteral,
  );
}

describe('Texts of the shell', () => {
  const sources = ['src/shell']
    .flatMap(sourceFiles)
    .concat(sourceFiles('src').filter(({ fileName }) => fileName === 'src/extension.ts'));

  it('are looked for in all its files', () => assert.ok(sources.length > 40));

  it('all come from l10n.t', () => {
    const bare = sources.flatMap(source =>
      [...nodesIn(source)]
        .filter(isLiteral)
        .flatMap(literal =>
          judge(literal) === undefined ? [] : [`${placeOf(source, literal)}: ${literal.getText()}`],
        ),
    );
    assert.deepEqual(bare, []);
  });

  const table: [string, 'slot' | 'sentence' | undefined][] = [
    ["window.showInformationMessage('Done.')", 'slot'],
    ["void window.showWarningMessage(inMessage(`${name} failed`), 'Retry')", 'slot'],
    ["new TreeItem('Show more…', 0)", 'slot'],
    ["picker.placeholder = many ? 'Which?' : which", 'slot'],
    ["const item = { label: 'All' }", 'slot'],
    ["const item = { label: 'Nothing here' }", 'slot'],
    ['return `The server ended: ${why}`', 'sentence'],
    ["const words = { done: 'is done' }", 'sentence'],
    ["window.showInformationMessage(l10n.t('Done.'))", undefined],
    ['log.info(`The server has started: ${home}`)', undefined],
    ["const item = { id: 'more', iconPath: new ThemeIcon('clock') }", undefined],
    ["if (choice.title === 'Retry now') run()", undefined],
    ["throw new Error('no such view')", undefined],
  ];
  for (const [code, expected] of table) {
    it(`${expected === undefined ? 'does not count' : `counts (${expected})`}: ${code}`, () => {
      assert.deepEqual(
        literalsIn(code)
          .map(judge)
          .find(verdict => verdict !== undefined),
        expected,
      );
    });
  }
});
