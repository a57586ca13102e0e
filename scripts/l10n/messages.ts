// The texts for users in src/, as `@vscode/l10n-dev` finds them in its calls of `l10n.t`, and their translations.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { projectRoot } from '../vscode/paths';

/** A bundle as VS Code reads it. A text with a comment has the comment in its key, after a slash. */
export type Bundle = l10nJsonFormat;

/** Languages that there are translations for, as VS Code names them. */
export const languages = ['zh-cn', 'ja'] as const;

/** The bundle of a language; without one the English one. */
export function bundleFile(language?: string): string {
  return path.join(projectRoot, 'l10n', language === undefined ? 'bundle.l10n.json' : `bundle.l10n.${language}.json`);
}

export function readBundle(language?: string): Bundle {
  return JSON.parse(readFileSync(bundleFile(language), 'utf8')) as Bundle;
}

/** The texts of a bundle by key, without the comments for translators. */
export function textsOf(bundle: Bundle): Record<string, string> {
  return Object.fromEntries(
    Object.entries(bundle).map(([key, text]) => [key, typeof text === 'string' ? text : text.message]),
  );
}

/** The English bundle of all of src/, ordered by key. */
export async function englishBundle(): Promise<Bundle> {
  const src = path.join(projectRoot, 'src');
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => ({ extension: '.ts', contents: readFileSync(path.join(src, file), 'utf8') }))
    .filter(({ contents }) => contents.includes('l10n'));
  const bundle = await getL10nJson(sources);
  return Object.fromEntries(Object.entries(bundle).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What `npm run l10n` writes. */
export function bundleText(bundle: Bundle): string {
  return `${JSON.stringify(bundle, null, 2)}\n`;
}
