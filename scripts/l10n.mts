// `npm run l10n`: writes l10n/bundle.l10n.json from the calls of `l10n.t` in src/, and lists what is missing in
// the translations.
import { writeFileSync } from 'node:fs';
import { bundleFile, bundleText, englishBundle, languages, readBundle } from './l10n/messages';

const english = await englishBundle();
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
