// What another program does at the worst moment: something real happens right before a call to the file system, which then is made.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Call = 'renameSync' | 'lstatSync' | 'unlinkSync' | 'futimesSync' | 'fsyncSync' | 'lutimesSync' | 'openSync';

/** Registers the hook in the calling suite. The function has `act` done before the `nth` next call of this name, 1 by default. */
export function interleaving(): (call: Call, act: () => void, nth?: number) => void {
  const originals = new Map<Call, unknown>();
  const set = (call: Call, value: unknown): void => {
    Object.assign(fs, { [call]: value });
    syncBuiltinESMExports();
  };
  const restore = (): void => {
    for (const [call, original] of originals) set(call, original);
    originals.clear();
  };
  afterEach(restore);
  return (call, act, nth = 1) => {
    const original = fs[call] as (...parameters: unknown[]) => unknown;
    originals.set(call, original);
    let left = nth;
    set(call, (...parameters: unknown[]) => {
      if (--left === 0) {
        restore();
        act();
      }
      return original(...parameters);
    });
  };
}
