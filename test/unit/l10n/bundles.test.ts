// Translations against the English texts, and package.nls*.json against package.json: nothing is missing or
// superfluous, and every translation has the placeholders of its text. That the English bundle has the texts of src/ is
// part of `npm run lint`; `npm run l10n` writes it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../../../package.json';
import { bundleFile, languages, readBundle, textsOf } from '../../../scripts/l10n/messages';
import { manifestTexts } from '../../../scripts/manifest';
import { projectRoot } from '../../../scripts/vscode/paths';

/** Names, which are the same in every language. */
const names = new Set(['Codex: {0}', 'Thread Tree for Codex']);

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
/** Links, code and settings, which a translation keeps as they are. */
const fixedParts = (text: string): string[] =>
  (
    text.match(/\]\(command:[^)]*\)|`[^`]+`|state_<N>\.sqlite|codexThreadTree\.\w+|CODEX_HOME|~\/\.codex/g) ?? []
  ).sort();

/** The mistakes in a translation of these texts. */
function faults(english: Record<string, string>, translated: Record<string, string>): string[] {
  return Object.entries(english)
    .flatMap(([key, text]) => {
      const translation = translated[key];
      if (translation === undefined) return [`missing: ${key}`];
      if (translation.trim() === '') return [`empty: ${key}`];
      if (String(placeholders(text)) !== String(placeholders(translation)))
        return [`other placeholders: ${key} → ${translation}`];
      if (String(fixedParts(text)) !== String(fixedParts(translation)))
        return [`other links or code: ${key} → ${translation}`];
      const hasWords = /\p{L}/u.test(text.replace(/\{\w+\}/g, ''));
      return hasWords && translation === text && !names.has(text) ? [`not translated: ${key}`] : [];
    })
    .concat(
      Object.keys(translated)
        .filter(key => !(key in english))
        .map(key => `unused: ${key}`),
    );
}

/**
 * The punctuation that a language leaves to the other width: Chinese has it full-width, as its commas and full stops;
 * Japanese half-width, as VS Code itself. Each has its own quotation marks. Links, code, `node:sqlite` and names are
 * the same in every language.
 */
const otherWidth: Record<(typeof languages)[number], RegExp> = { 'zh-cn': /[?!:;,()「」]/, ja: /[？！：；，（）“”]/ };

function ofOtherWidth(language: (typeof languages)[number], translated: Record<string, string>): string[] {
  return Object.values(translated).filter(
    text =>
      !names.has(text) &&
      otherWidth[language].test(text.replace(/\]\(command:[^)]*\)|`[^`]+`/g, '').replaceAll(/(?<=\w):(?=\w)/g, '')),
  );
}

describe('The texts of src/', () => {
  const english = readBundle();

  it('are found', () => assert.ok(Object.keys(english).length > 250));

  it("are all translated into each language that package.json's texts are in", () => {
    assert.equal(packageJson.l10n, './l10n');
    for (const language of languages)
      assert.ok(
        existsSync(bundleFile(language)) && existsSync(path.join(projectRoot, `package.nls.${language}.json`)),
        language,
      );
  });

  for (const language of languages) {
    it(`have a translation each in ${language}, with the same placeholders`, () =>
      assert.deepEqual(faults(textsOf(english), textsOf(readBundle(language))), []));

    it(`have the punctuation of one width in ${language}`, () =>
      assert.deepEqual(ofOtherWidth(language, textsOf(readBundle(language))), []));
  }
});

describe('The texts of package.json', () => {
  /** The keys of package.json whose values VS Code shows; all others are ids, files and expressions. */
  const shown = new Set([
    'displayName',
    'title',
    'shortTitle',
    'category',
    'name',
    'contextualTitle',
    'contents',
    'description',
    'markdownDescription',
    'enumDescriptions',
    'markdownEnumDescriptions',
    'altText',
    'media',
    'deprecationMessage',
    'markdownDeprecationMessage',
    'viewsWelcome',
  ]);
  const found: { where: string; text: string }[] = [];
  const collect = (value: unknown, where: string, isShown: boolean): void => {
    if (typeof value === 'string' && isShown) found.push({ where, text: value });
    else if (Array.isArray(value)) value.forEach((entry, at) => collect(entry, `${where}[${at}]`, isShown));
    else if (typeof value === 'object' && value !== null)
      for (const [key, entry] of Object.entries(value))
        collect(entry, `${where}.${key}`, shown.has(key) && !(key === 'media' && typeof entry === 'object'));
  };
  const { displayName, description, capabilities, contributes } = packageJson;
  collect({ displayName, description, capabilities, contributes }, '', false);
  // A walkthrough's pictures are files.
  const texts = found.filter(({ text }) => !/^media\//.test(text));
  const keys = [
    ...new Set(
      texts
        .map(({ text }) => text)
        .filter(text => /^%.+%$/.test(text))
        .map(text => text.slice(1, -1)),
    ),
  ];

  it('are in package.nls.json, by key', () => {
    assert.ok(texts.length > 40);
    assert.deepEqual(
      texts.filter(({ text }) => !/^%[\w.]+%$/.test(text)),
      [],
    );
  });

  it('have a key each, and there is no other key', () =>
    assert.deepEqual(Object.keys(manifestTexts()).sort(), keys.sort()));

  for (const language of languages) {
    it(`have a translation each in ${language}, with the same links`, () =>
      assert.deepEqual(faults(manifestTexts(), manifestTexts(language)), []));

    it(`have the punctuation of one width in ${language}`, () =>
      assert.deepEqual(ofOtherWidth(language, manifestTexts(language)), []));

    it(`are named in ${language} as they are named in src/`, () => {
      const [english, translated, bundle] = [manifestTexts(), manifestTexts(language), textsOf(readBundle(language))];
      const others = Object.entries(english)
        .filter(([key, text]) => bundle[text] !== undefined && bundle[text] !== translated[key])
        .map(([key, text]) => `${key}: ${text}: ${translated[key]}, ${bundle[text]}`);
      assert.deepEqual(others, []);
    });
  }
});
