// Reads package.json and replaces each `%key%` by its text in package.nls.json, as VS Code does.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../package.json';
import { projectRoot } from './vscode/paths';

/** The texts of a language by key; the English ones without `language`. */
export function manifestTexts(language?: string): Record<string, string> {
  const file = language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;
  return JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as Record<string, string>;
}

/** package.json with its English texts. Throws when a key has no text. */
export function englishManifest(): typeof packageJson {
  const texts = manifestTexts();
  return JSON.parse(JSON.stringify(packageJson), (_, value: unknown) => {
    const key = typeof value === 'string' ? /^%(.+)%$/.exec(value)?.[1] : undefined;
    if (key === undefined) return value;
    const text = texts[key];
    if (text === undefined) throw new Error(`package.nls.json has no ${key}`);
    return text;
  }) as typeof packageJson;
}
