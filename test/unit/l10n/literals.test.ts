// No text reaches a user but through `t`: string literals in the shell where VS Code shows them, and those that read
// like a sentence.
import assert from 'node:assert/strict';
import ts from 'typescript';
import { nodesBelow, placeOf, sourceFiles } from '../../../scripts/l10n/messages';

/** Properties that VS Code shows, set in an object or on one. */
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
/** Where English is right: the log, errors that are bugs, and names. */
const english = /^(?:(?:\w+\.)*log\.(?:trace|debug|info|warn|error)|Error|TypeError|RegExp)$/;
const names = new Set(['Thread Tree for Codex']);

type Literal = ts.StringLiteralLike | ts.TemplateExpression;

const isLiteral = (node: ts.Node): node is Literal => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
/** What is written, without what is put in and without icons. */
const textOf = (node: Literal): string =>
  (ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('')
    : node.text
  ).replace(/\$\([\w~-]+\)/g, '');

/** Whether the literal is shown: `slot` where VS Code shows it, `sentence` where it only reads so. */
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
      // What another call is given is its own affair: `picker.items.find(…)`, `inMessage('…')`.
      if (callee !== 'inMessage' && callee !== 'inQuickPick') break;
    }
    // A comparison is not shown, nor is a key.
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

/** A part of what `t` is given: the text, its comment, or, as a literal, what is put in. */
function isInT(literal: Literal): boolean {
  for (let node: ts.Node = literal; !ts.isSourceFile(node); node = node.parent) {
    if (ts.isCallExpression(node) && node.expression.getText() === 't') return true;
  }
  return false;
}

function sentence(text: string): 'sentence' | undefined {
  return /\p{L}{2,}[,:]? \p{L}/u.test(text) ? 'sentence' : undefined;
}

/** What the server tells a user of: errors, and reasons of reports and findings. */
const toldProperties = new Set(['reason', 'problem', 'remedy']);
const toldCalls = /^(?:UserError|NoCodexHome|NoStateDb|RowRefused|FilesAstray|skipped|explained|changedSince|onWait)$/;

function isTold(literal: Literal): boolean {
  if (!/\p{L}/u.test(textOf(literal)) || isInT(literal)) return false;
  for (
    let [node, child]: [ts.Node, ts.Node] = [literal.parent, literal];
    !ts.isSourceFile(node) && !ts.isFunctionLike(node);
    [node, child] = [node.parent, node]
  ) {
    if (ts.isTypeNode(node)) return false;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression !== child)
      return toldCalls.test(node.expression.getText());
    if (ts.isPropertyAssignment(node) && node.initializer === child) return toldProperties.has(node.name.getText());
    if (ts.isBinaryExpression(node) && /^[!=]==$/.test(node.operatorToken.getText())) return false;
  }
  return false;
}

describe('What the server tells users', () => {
  it('all comes from t', () => {
    const sources = sourceFiles('src/server');
    assert.ok(sources.length > 80);
    const bare = sources.flatMap(source =>
      [...nodesBelow(source)]
        .filter(isLiteral)
        .filter(isTold)
        .map(literal => `${placeOf(source, literal)}: ${literal.getText()}`),
    );
    assert.deepEqual(bare, []);
  });

  const table: [string, boolean][] = [
    ['throw new UserError(`${file} is gone`)', true],
    ["return { status: 'failed', reason: full ? 'the disk is full' : why }", true],
    ["return skipped('Nothing to do.')", true],
    ["throw new UserError(t('{0} is gone', file))", false],
    ["throw new Error('no such row')", false],
    ["return { reason: status === 'inUse' ? why : null }", false],
  ];
  for (const [code, expected] of table) {
    it(`${expected ? 'does not' : 'does, or is no text'}: ${code}`, () =>
      assert.equal(literalsIn(code).some(isTold), expected));
  }
});

function literalsIn(code: string): Literal[] {
  return [...nodesBelow(ts.createSourceFile('x.ts', `function f() { ${code} }`, ts.ScriptTarget.Latest, true))].filter(
    isLiteral,
  );
}

describe('Texts of the shell', () => {
  const sources = ['src/shell']
    .flatMap(sourceFiles)
    .concat(sourceFiles('src').filter(({ fileName }) => fileName === 'src/extension.ts'));

  it('are looked for in all of it', () => assert.ok(sources.length > 40));

  it('all come from t', () => {
    const bare = sources.flatMap(source =>
      [...nodesBelow(source)]
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
    ["window.showInformationMessage(t('Done.'))", undefined],
    ['log.info(`The server has started: ${home}`)', undefined],
    ["const item = { id: 'more', iconPath: new ThemeIcon('clock') }", undefined],
    ["if (choice.title === 'Retry now') run()", undefined],
    ["throw new Error('no such view')", undefined],
  ];
  for (const [code, expected] of table) {
    it(`${expected === undefined ? 'are none' : `is one (${expected})`}: ${code}`, () => {
      assert.deepEqual(
        literalsIn(code)
          .map(judge)
          .find(verdict => verdict !== undefined),
        expected,
      );
    });
  }
});
