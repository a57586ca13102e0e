// The small commands of the trees.
import { env } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { threadIdsOf } from '../operations/targets';
import type { MoreNode } from './nodes';

/** Forgets failures, lets the server start again if it is gone, and reads both trees again. */
export const refresh: CommandHandler = ({ statuses, service, views }) => {
  statuses.clear();
  service.revive();
  views.threads.refresh();
  views.archived.refresh();
};

/** The command of "Show more" rows, which pass themselves. */
export const showMore: CommandHandler = ({ views }, node) => {
  const more = node as MoreNode;
  return views[more.view].showMore(more);
};

/** Copies the ids of the threads, one a line. */
export const copyId: CommandHandler = async (_context, ...args) => {
  const threadIds = threadIdsOf(args);
  if (threadIds.length > 0) {
    await env.clipboard.writeText(threadIds.join('\n'));
  }
};

export const showLog: CommandHandler = ({ log }) => log.show();
