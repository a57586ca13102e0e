import type { OperationReport } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { operate } from './operate';
import { pickThread } from './pickThread';
import { targetsOf } from './targets';

/** Archives threads with everything below them. Answers a report for each thread. */
export const archive: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets = targetsOf(args, context.views.threads.selection()) ?? (await pickThread(context.service, 'archive'));
  return targets.length === 0 ? [] : operate(context, { kind: 'archive', targets });
};
