// Timing for the bench: alternating repetitions, medians, ratios. A missed aim is only printed.

export interface Contender {
  name: string;
  /** Runs once and resolves with the milliseconds that count, without those of its preparation. */
  run(): Promise<number>;
}

export interface Measured {
  name: string;
  /** Milliseconds. */
  median: number;
  min: number;
  max: number;
}

/**
 * Runs each contender once unmeasured and then `rounds` times, in turn, so that other load meets all of them alike.
 */
export async function measure(contenders: readonly Contender[], rounds: number): Promise<Measured[]> {
  const times = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [at, contender] of contenders.entries()) {
      const time = await contender.run();
      if (round >= 0) times[at]?.push(time);
    }
  }
  return contenders.map(({ name }, at) => {
    const sorted = (times[at] ?? []).sort((a, b) => a - b);
    return {
      name,
      median: sorted[Math.floor(sorted.length / 2)] ?? NaN,
      min: sorted[0] ?? NaN,
      max: sorted.at(-1) ?? NaN,
    };
  });
}

/** The milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Prints a line for each contender. */
export function printMeasured(title: string, measured: readonly Measured[]): void {
  console.log(`\n${title}`);
  for (const { name, median, min, max } of measured) {
    console.log(`  ${name.padEnd(44)} ${median.toFixed(1).padStart(9)} ms   (${min.toFixed(1)} to ${max.toFixed(1)})`);
  }
}

/** Prints one ratio with its aim, and whether it was reached. */
export function printAim(what: string, value: number, aim: { atMost: number } | { atLeast: number }, unit = 'x'): void {
  const reached = 'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;
  const words = 'atMost' in aim ? `at most ${aim.atMost}` : `at least ${aim.atLeast}`;
  console.log(
    `  ${what.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} aim: ${words} ${unit}${reached ? '' : '   MISSED'}`,
  );
}
