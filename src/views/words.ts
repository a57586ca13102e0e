// Numbers and sentences, as every text of the extension has them.
import { oneLine } from '../client/plainText';

const numbers = new Intl.NumberFormat('en');

/** `7`, `1,000`. */
export function grouped(count: number): string {
  return numbers.format(count);
}

/** `1 thread`, `2 threads`, `1,000 threads`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The text with a full stop, unless it has an end already. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A reason, a sentence of its own, as the part of another, in one line: `It was changed since.` as `it was changed since.` */
export function midSentence(reason: string): string {
  return oneLine(reason).replace(/^I(?=(t|ts|n)\b)/, 'i');
}
