// A view that remembers no rows.
import type { LastRows } from '../../src/shell/tree/lastRows';

export const noLastRows: LastRows = {
  of: () => Promise.resolve(null),
  keep: () => undefined,
  dispose: () => undefined,
};
