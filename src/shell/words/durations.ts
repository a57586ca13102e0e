// How long something took, in words.
import { createDurationFormat } from '../../protocol/durationFormat';
import { perLanguage } from './language';

const format = perLanguage(createDurationFormat);

/** `0.4s`, `42s`, `3m 20s`, `2h 5m`. */
export function durationInWords(ms: number): string {
  return format()(ms);
}
