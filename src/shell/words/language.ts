// The language of the texts. Numbers, dates and times use it rather than the language of VS Code or of the system:
// without a translation, English words stand beside English dates.
import { setTimeout as sleep } from 'node:timers/promises';
import { l10n } from 'vscode';

/** As a BCP 47 tag, for Intl. */
export function language(): string {
  return l10n.t({ message: 'en-GB', comment: 'The BCP 47 tag of the language of these texts, for numbers and dates' });
}

/**
 * Makes Intl load its date formats, which takes some 5 ms: not while VS Code waits for rows. The server has loaded the
 * list of languages, which takes longer and is the same for all threads of the process.
 */
export async function loadFormats(): Promise<void> {
  await sleep(0);
  new Intl.DateTimeFormat(language(), { dateStyle: 'medium' }).format();
}

/** Calls `make` once for each language of the texts: a formatter costs more than the rest of a row. */
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
