// Numbers and sentences, as every text of the extension has them.
import { t } from '@vscode/l10n';
import { oneLine } from './escape';
import { perLanguage } from './language';

const numbers = perLanguage(language => new Intl.NumberFormat(language));

/** `7`, `1,000`. */
export function grouped(count: number): string {
  // Intl takes some 15 ms to begin with, and few numbers are so large.
  return count < 1000 ? String(count) : numbers().format(count);
}

/** `1 thread`, `2 threads`, `1,000 threads`. */
export function threadsInWords(count: number): string {
  return count === 1 ? t('1 thread') : t('{0} threads', grouped(count));
}

/** The text with a full stop, unless it has an end already. */
export function sentence(text: string): string {
  return /[.!?。！？]$/.test(text) ? text : t('{0}.', text);
}

/** Sentences, one after the other. */
export function sentences(list: readonly string[]): string {
  return list.reduce((before, next) =>
    t({ message: '{0} {1}', args: [before, next], comment: 'Two sentences, one after the other' }),
  );
}

/** `a, b, c`. */
export function listed(parts: readonly string[]): string {
  return parts.length === 0
    ? ''
    : parts.reduce((before, next) => t({ message: '{0}, {1}', args: [before, next], comment: 'A list' }));
}

/**
 * A reason, a sentence of its own, as the part of another, in one line: `It was changed since.` as `it was changed
 * since.`
 */
export function midSentence(reason: string): string {
  return oneLine(reason).replace(/^I(?=(t|ts|n)\b)/, 'i');
}
