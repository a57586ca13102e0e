// `npm run l10n`: writes l10n/bundle.l10n.json from the calls of `l10n.t` in src/, and lists what is missing in
// the translations. With `--check`, part of `npm run lint`, it writes nothing and fails when the file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { bundleFile, bundleText, englishBundle, languages, readBundle } from './l10n/messages';

const english = await englishBundle();
if (process.argv.includes('--check')) {
  const isCurrent = readFileSync(bundleFile(), 'utf8') === bundleText(english);
  if (!isCurrent) console.error('l10n/bundle.l10n.json is out of date: npm run l10n');
  process.exit(isCurrent ? 0 : 1);
}
writeFileSync(bundleFile(), bundleText(english));
console.log(`l10n/bundle.l10n.json: ${Object.keys(english).length} texts`);
for (const language of languages) {
  const translated = readBundle(language);
  const missing = Object.keys(english).filter(key => !(key in translated));
  const unused = Object.keys(translated).filter(key => !(key in english));
  console.log(
    [
      `l10n/bundle.l10n.${language}.json: ${missing.length} missing, ${unused.length} unused`,
      ...missing.map(key => `  missing: ${key}`),
      ...unused.map(key => `  unused: ${key}`),
    ].join('\n'),
  );
}
