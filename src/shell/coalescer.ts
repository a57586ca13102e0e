// Turns many triggers into few runs.

/**
 * Runs `work` once for all keys triggered within `quietMs` of each other, and at the latest `maxMs` after the first, so
 * that a steady stream of triggers cannot delay it forever.
 */
export class Coalescer<K> {
  private readonly keys = new Set<K>();
  private quiet: NodeJS.Timeout | undefined;
  private latest: NodeJS.Timeout | undefined;

  constructor(
    private readonly work: (keys: ReadonlySet<K>) => void,
    private readonly quietMs: number,
    private readonly maxMs: number,
  ) {}

  trigger(keys: Iterable<K>): void {
    for (const key of keys) {
      this.keys.add(key);
    }
    if (this.keys.size === 0) {
      return;
    }
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.run(), this.quietMs);
    this.latest ??= setTimeout(() => this.run(), this.maxMs);
  }

  /** Drops the triggers that wait. */
  dispose(): void {
    clearTimeout(this.quiet);
    clearTimeout(this.latest);
    this.quiet = this.latest = undefined;
    this.keys.clear();
  }

  private run(): void {
    const keys = new Set(this.keys);
    this.dispose();
    this.work(keys);
  }
}
