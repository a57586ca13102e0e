// What a view asks the server with.
import type { ViewOptions } from '../../src/protocol/methods';

/** Options that leave nothing out and group nothing. */
export const everything: ViewOptions = {
  group: 'none',
  sort: 'recency',
  folders: null,
  orphans: true,
  exec: true,
  empty: true,
  filter: '',
};
