// Numbers and sentences, as every text of the extension has them.
import { l10n } from 'vscode';
import { perLanguage } from './language';

const numbers = perLanguage(language => new Intl.NumberFormat(language));

/** `7`, `1,000`. */
export function grouped(count: number): string {
  // The first use of Intl takes some 15 ms, and few numbers are this large.
  return count < 1000 ? String(count) : numbers().format(count);
}

/** `1 thread`, `2 threads`, `1,000 threads`. */
export function threadsInWords(count: number): string {
  return count === 1 ? l10n.t('1 thread') : l10n.t('{0} threads', grouped(count));
}

/** `1 sub-agent`, `7 sub-agents`. */
export function subAgentsInWords(count: number): string {
  return count === 1 ? l10n.t('1 sub-agent') : l10n.t('{0} sub-agents', grouped(count));
}

/** `Archived “Fix the flaky tests”.` */
export function sentence(text: string): string {
  return l10n.t({ message: '{0}.', args: [text], comment: 'A sentence and its full stop' });
}

/** Sentences, one after the other. */
export function sentences(list: readonly string[]): string {
  return list.reduce((before, next) =>
    l10n.t({ message: '{0} {1}', args: [before, next], comment: 'Two sentences, one after the other' }),
  );
}

/** `a, b, c`. */
export function listed(parts: readonly string[]): string {
  return parts.length === 0
    ? ''
    : parts.reduce((before, next) => l10n.t({ message: '{0}, {1}', args: [before, next], comment: 'A list' }));
}
