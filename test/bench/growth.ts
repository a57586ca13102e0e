// How the figures grow from one size of a home to the next.
import { BYTES, type LoadFigures } from './load';
import { printAim } from './measure';

/** Prints each figure's growth as if the next size were ten times the one before. */
export function printGrowth(sizes: readonly number[], figures: readonly LoadFigures[]): void {
  for (let at = 1; at < sizes.length; at++) {
    const [smaller, larger] = [sizes[at - 1] ?? NaN, sizes[at] ?? NaN];
    console.log(`\nGrowth from ${smaller} to ${larger} threads, for ten times the threads`);
    for (const [name, figure] of figures[at] ?? []) {
      const growth = (figure / (figures[at - 1]?.get(name) ?? NaN)) ** (1 / Math.log10(larger / smaller));
      printAim(name, growth, { atMost: name === BYTES ? 1.2 : 12 });
    }
  }
}
