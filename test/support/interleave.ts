// What another program does at the worst moment: something real happens right before a call to the file system, then
// the call is made.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Call = `${'rename' | 'lstat' | 'unlink' | 'rm' | 'futimes' | 'fsync' | 'lutimes' | 'open'}Sync`;

/**
 * Registers a hook in the calling suite that takes the changes back after each test. The function runs `act` once,
 * right before the next call of this name whose first argument ends in `ending`.
 */
export function interleaving(): (call: Call, act: () => void, ending?: string) => void {
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
  return (call, act, ending = '') => {
    const original = fs[call] as (...parameters: unknown[]) => unknown;
    originals.set(call, original);
    set(call, (...parameters: unknown[]) => {
      if (String(parameters[0]).endsWith(ending)) {
        restore();
        act();
      }
      return original(...parameters);
    });
  };
}
