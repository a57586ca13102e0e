// Which groups a view opens by itself. The server follows the same rule, so that their rows come with the groups.
import type { TreeGroup } from './tree';

/** Groups are expanded from the top while they have about as many rows as the view can show. */
const SCREENFUL = 40;

/**
 * Makes a function that says of one group after another whether it is open at first, in a tree without a filter.
 * `index`: its position among the groups.
 */
export function createGroupOpener(): (group: TreeGroup, index: number) => boolean {
  let left = SCREENFUL;
  return ({ key, rows }, index) => {
    const fits = rows > 0 && rows <= left;
    left -= fits ? rows : 0;
    return fits || index === 0 || key === 'today' || key === 'yesterday';
  };
}
