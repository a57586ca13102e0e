// The time that Node is given for a file.

const [, major = 1, minor = 0] = /^(\d+)\.(\d+)/.exec(process.versions.uv)?.map(Number) ?? [];
/** Before 1.52 (Node 22), libuv cuts times to a microsecond on Unix: half of one more makes that the nearest. */
const HALF_MS = process.platform !== 'win32' && major === 1 && minor < 52 ? 0.0005 : 0;

/** In seconds, for `utimes` and its kind, from milliseconds as `Stats` has them. */
export function systemTime(timeMs: number): number {
  return (timeMs + HALF_MS) / 1000;
}
