// What a cascade is planned from.
import type { HomeModel } from '../home/homeModel';
import type { ThreadHome } from '../home/threadHome';
import { buildSpawnForest } from '../threads/spawnForest';

/**
 * The threads and edges of the newest commit of this state DB, which need not be the home's newest by now: an operation
 * stays with the one it began with. Without a state DB there are none: rollouts are found by their names.
 */
export async function newestForest(
  home: ThreadHome,
  dbPath: string | undefined,
): Promise<Pick<HomeModel, 'threads' | 'forest'>> {
  if (dbPath === undefined) return { threads: new Map(), forest: buildSpawnForest([], []) };
  return home.read((_, { model }) => model, dbPath);
}
