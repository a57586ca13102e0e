import { env } from 'vscode';
import type { CommandHandler } from '../commandContext';
import { targetsOf } from '../operations/targets';

/** Copies the ids of the threads, one a line. */
export const copyId: CommandHandler = async (_context, ...args) => {
  const targets = targetsOf(args, []) ?? [];
  if (targets.length > 0) {
    await env.clipboard.writeText(targets.map(({ threadId }) => threadId).join('\n'));
  }
};
