// Puts values into the words of the window: the server has no words, but knows the numbers and times between them.
import { createDurationFormat } from '../../protocol/durationFormat';
import type { TokenUsage } from '../../protocol/transcript';
import type { TranscriptWord, TranscriptWords } from '../../protocol/transcriptWords';

export interface PageWording {
  /** The words with values in place of `{0}`, `{1}`, … */
  say(word: TranscriptWord, ...values: readonly string[]): string;
  number(value: number): string;
  /** Unix milliseconds as date and time of day. */
  time(milliseconds: number): string;
  /** `0.4s`, `12s`, `3m 20s`, `2h 5m`. */
  duration(milliseconds: number): string;
  tokens(usage: TokenUsage): string;
  /** `0.2 kB`, `1,204.5 kB`. */
  kilobytes(bytes: number): string;
}

export function createWording(words: TranscriptWords): PageWording {
  const { language } = words;
  const numbers = new Intl.NumberFormat(language);
  const sizes = new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const say: PageWording['say'] = (word, ...values) =>
    words[word].replace(/\{(\d)\}/g, (whole, at: string) => values[Number(at)] ?? whole);
  return {
    say,
    number: value => numbers.format(value),
    time: milliseconds => (Math.abs(milliseconds) <= 8.64e15 ? times.format(milliseconds) : ''),
    duration: createDurationFormat(language),
    kilobytes: bytes => sizes.format(bytes / 1024),
    tokens: ({ total }) => say('tokens', numbers.format(total)),
  };
}
