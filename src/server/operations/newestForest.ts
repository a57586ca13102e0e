// What a cascade is planned from.
import { isFailure } from '../failure';
import type { HomeModel } from '../home/homeModel';
import type { ThreadHome } from '../home/threadHome';
import { buildSpawnForest } from '../threads/spawnForest';

/** The threads and edges of the newest commit. Without a state DB there are none: rollouts are found by their names. */
export function newestForest(home: ThreadHome): Promise<Pick<HomeModel, 'threads' | 'forest'>> {
  return home
    .read<Pick<HomeModel, 'threads' | 'forest'>>((_, { model }) => model)
    .catch((error: unknown) => {
      if (isFailure(error, 'stateDbMissing')) return { threads: new Map(), forest: buildSpawnForest([], []) };
      throw error;
    });
}
