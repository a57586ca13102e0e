// The texts for users in src/, as its calls of `t` have them: what l10n/bundle.l10n.json lists and the translations
// translate.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../vscode/paths';

/** A bundle as VS Code reads it. A text with a comment has the comment in its key, after a slash. */
export type Bundle = Record<string, string | { message: string; comment: string[] }>;

/** Languages that there are translations for, as VS Code names them. */
export const languages = ['zh-cn', 'ja'] as const;

/** The bundle of a language; without one the English one. */
export function bundleFile(language?: string): string {
  return path.join(projectRoot, 'l10n', language === undefined ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`);
}

export function readBundle(language?: string): Bundle {
  return JSON.parse(readFileSync(bundleFile(language), 'utf8')) as Bundle;
}

/**
 * The English bundle of all of src/, ordered by key. Throws where a call of `t` cannot be translated, with the file and
 * line.
 */
export function englishBundle(): Bundle {
  const messages = sourceFiles('src').flatMap(source => callsOfT(source).map(call => messageOf(source, call)));
  const byKey = new Map(messages.map(({ key, value }) => [key, value]));
  return Object.fromEntries([...byKey].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What `npm run l10n` writes. */
export function bundleText(bundle: Bundle): string {
  return `${JSON.stringify(bundle, null, 2)}\n`;
}

/** The parsed TypeScript files below a folder of the project. */
export function sourceFiles(folder: string): ts.SourceFile[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .sort()
    .map(file => path.join(folder, file))
    .map(file =>
      ts.createSourceFile(file, readFileSync(path.join(projectRoot, file), 'utf8'), ts.ScriptTarget.Latest, true),
    );
}

/** `file:line` of a node. */
export function placeOf(source: ts.SourceFile, node: ts.Node): string {
  return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** The node and all below it. */
export function* nodesBelow(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesBelow(child);
}

function callsOfT(source: ts.SourceFile): ts.CallExpression[] {
  if (!/^import \{.*\bt\b.*\} from '@vscode\/l10n';$/m.test(source.text)) return [];
  return [...nodesBelow(source)]
    .filter(ts.isCallExpression)
    .filter(({ expression }) => ts.isIdentifier(expression) && expression.text === 't');
}

function messageOf(source: ts.SourceFile, call: ts.CallExpression): { key: string; value: Bundle[string] } {
  const place = placeOf(source, call);
  // VS Code's translations come with the activation, when modules have been evaluated already.
  if (!isInFunction(call))
    throw new Error(`${place}: t is called before there are translations; call it in a function`);
  const [first] = call.arguments;
  if (first !== undefined && ts.isStringLiteralLike(first)) return { key: first.text, value: first.text };
  const message = textOf(first, 'message');
  const comment = textOf(first, 'comment');
  if (message === undefined || comment === undefined)
    throw new Error(`${place}: t takes a string literal, or { message, args, comment } with literals`);
  return { key: `${message}/${comment}`, value: { message, comment: [comment] } };
}

function isInFunction(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at)) return true;
  }
  return false;
}

function textOf(node: ts.Node | undefined, property: string): string | undefined {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return undefined;
  const value = node.properties
    .filter(ts.isPropertyAssignment)
    .find(({ name }) => ts.isIdentifier(name) && name.text === property)?.initializer;
  return value !== undefined && ts.isStringLiteralLike(value) ? value.text : undefined;
}
