// The language of the texts. Numbers, dates and times use it rather than the language of VS Code or of the system:
// without a translation, English words stand beside English dates.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { l10n } from 'vscode';

/** As a BCP 47 tag, for Intl. */
export function language(): string {
  return l10n.t({ message: 'en-GB', comment: 'The BCP 47 tag of the language of these texts, for numbers and dates' });
}

/**
 * Makes the formats of dates and numbers for the first time, in a short thread. V8 and ICU then load their data for all
 * threads of the process, in some 25 ms for which the first rows would wait. Rejects when the thread fails.
 */
export async function loadFormats(): Promise<void> {
  await once(new Worker(MAKE_FORMATS, { eval: true, workerData: language() }), 'exit');
}

const MAKE_FORMATS = [
  `language = require('node:worker_threads').workerData`,
  `Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }).format()`,
  `Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format()`,
  `Intl.NumberFormat(language).format(1000)`,
  `Reflect.construct(Intl.RelativeTimeFormat, [language]).format(1, 'day')`,
].join(';');

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
