// Times of files: what Node is given, and what a disk makes of it.

const [, major = 1, minor = 0] = /^(\d+)\.(\d+)/.exec(process.versions.uv)?.map(Number) ?? [];
/** Before 1.52 (Node 22), libuv cuts times to a microsecond on Unix: half of one more makes that the nearest. */
const HALF_MS = process.platform !== 'win32' && major === 1 && minor < 52 ? 0.0005 : 0;

/** In seconds, for `utimes` and its kind, from milliseconds as `Stats` has them. */
export function systemTime(timeMs: number): number {
  return (timeMs + HALF_MS) / 1000;
}

/** How exactly disks keep a time: most to less than a millisecond, exFAT to 10 ms, HFS+ to a second, FAT to two. */
const GRAINS_MS = [10, 1000, 2000];

/** Whether a file may have been given `setMs` if it shows `shownMs`: disks cut a time to what they keep. */
export function mayShow(shownMs: number, setMs: number): boolean {
  const isAt = (timeMs: number) => Math.abs(shownMs - timeMs) < 1;
  return isAt(setMs) || GRAINS_MS.some(grain => isAt(Math.floor(setMs / grain) * grain));
}
