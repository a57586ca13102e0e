// The language that the texts are in. Numbers, dates and times follow it rather than the language of VS Code or of the system:
// where there is no translation, English words stand beside English dates.
import { t } from '@vscode/l10n';

/** As a BCP 47 tag, for Intl. */
export function language(): string {
  return t({ message: 'en-GB', comment: 'The BCP 47 tag of the language of these texts, for numbers and dates' });
}

/** What `make` makes for the language of the texts, made once: a formatter costs more than all the rest of a row. */
export function perLanguage<T>(make: (language: string) => T): () => T {
  let last: { language: string; made: T } | undefined;
  return () => {
    const now = language();
    if (last?.language !== now) {
      last = { language: now, made: make(now) };
    }
    return last.made;
  };
}
