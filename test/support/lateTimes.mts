// Loaded into a process before its own code (`node --import`): of each state DB and its log it shows the times that it
// saw first, and no events, as Windows does while another process writes to a file that it keeps open.
import fs, { type BigIntStats } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

type Callable = (...parameters: unknown[]) => unknown;

const { statSync, watch } = fs;
const isOpenFile = (file: unknown): boolean => /state_\d+\.sqlite(?:-wal)?$/.test(String(file));
const seen = new Map<string, Pick<BigIntStats, 'mtimeNs' | 'ctimeNs'>>();

const statLate: Callable = (file, options) => {
  const stats = (statSync as Callable)(file, options) as Partial<BigIntStats> | undefined;
  if (!isOpenFile(file) || stats?.mtimeNs === undefined || stats.ctimeNs === undefined) return stats;
  const { mtimeNs, ctimeNs } = seen.get(String(file)) ?? stats;
  seen.set(String(file), { mtimeNs, ctimeNs } as BigIntStats);
  return Object.assign(stats, { mtimeNs, ctimeNs });
};

Object.assign(fs, {
  statSync: Object.assign(statLate, statSync),
  watch: (folder: string, listener: (event: string, name: string | null) => void) =>
    watch(folder, (event, name) => {
      if (!isOpenFile(name)) listener(event, name);
    }),
});
syncBuiltinESMExports();
