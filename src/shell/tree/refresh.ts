import type { CommandHandler } from '../commandContext';

/** Forgets what failed, starts the server again if it is gone, and reads the tree anew. */
export const refresh: CommandHandler = ({ statuses, service, views }) => {
  statuses.clear();
  service.revive();
  views.threads.refresh();
  views.archived.refresh();
};
