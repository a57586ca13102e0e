import type { OperationReport } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { operate } from './operate';
import { pickThread } from './pickThread';
import { targetsOf } from './targets';

/** Brings threads back from the archive with everything below them. Answers a report for each thread. */
export const unarchive: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets =
    targetsOf(args, context.views.archived.selection()) ?? (await pickThread(context.service, 'unarchive'));
  return targets.length === 0 ? [] : operate(context, { kind: 'unarchive', targets });
};
