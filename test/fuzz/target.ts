// What is fuzzed, and how one input is made and tried. Two numbers identify an input, the run's seed and its own
// number: they give the same input again.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom, type Random } from '../fixtures/random';

/** The files of an input, by name. */
export type Files = Readonly<Record<string, Uint8Array>>;

export interface FuzzTarget {
  readonly name: string;
  /** Makes an input. */
  make(random: Random): Files;
  /**
   * Reads the input in `folder` without changing it and returns the outcome in a word. Throws when a promise is
   * broken.
   */
  check(folder: string): Promise<string>;
}

export interface FuzzRun {
  seed: number;
  /** Numbers of the inputs: from `first` on, `count` of them. */
  first: number;
  count: number;
  /** Is made, and holds only the files of the current input, also after a failure. */
  folder: string;
  /** Called before each input is tried. */
  onInput?: (number: number) => void;
}

/** An input for which a promise was broken; its files are still in the run's folder. */
export class FuzzFailure extends Error {
  constructor(
    target: FuzzTarget,
    seed: number,
    readonly number: number,
    cause: unknown,
  ) {
    super(`${target.name}, seed ${seed}, input ${number}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

/**
 * Tries the inputs one after the other. Answers how many gave which outcome; throws FuzzFailure at the first that
 * fails.
 */
export async function fuzz(
  target: FuzzTarget,
  { seed, first, count, folder, onInput }: FuzzRun,
): Promise<Record<string, number>> {
  mkdirSync(folder, { recursive: true });
  const outcomes: Record<string, number> = {};
  for (let number = first; number < first + count; number++) {
    onInput?.(number);
    for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true });
    // Far apart, so that neighbours have nothing in common.
    const files = target.make(seededRandom(Math.imul(seed, 0x9e3779b1) + Math.imul(number + 1, 0x85ebca6b)));
    for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
    try {
      const outcome = await target.check(folder);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (error) {
      throw new FuzzFailure(target, seed, number, error);
    }
  }
  return outcomes;
}
