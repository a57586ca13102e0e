// Turns many triggers into few runs.

/**
 * Runs `work` once for all keys triggered within `quietMs` of each other, and at the latest `maxMs` after the first, so
 * that a steady stream of triggers cannot delay it forever.
 */
export class Coalescer<K> {
  private readonly keys = new Set<K>();
  private timer: NodeJS.Timeout | undefined;
  private deadline = 0;

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
    const now = Date.now();
    if (this.timer === undefined) {
      this.deadline = now + this.maxMs;
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), Math.max(0, Math.min(this.quietMs, this.deadline - now)));
  }

  /** Drops the triggers that wait. */
  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.keys.clear();
  }

  private run(): void {
    const keys = new Set(this.keys);
    this.dispose();
    this.work(keys);
  }
}
