import type { OperationReport } from '../../protocol/methods';
import type { CommandHandler } from '../commandContext';
import { operate } from './operate';
import { pickThread } from './pickThread';
import { targetsOf } from './targets';

/** Archives what is below threads, and leaves them. Answers a report for each thread archived. */
export const archiveSubAgents: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets =
    targetsOf(args, context.views.threads.selection()) ?? (await pickThread(context.service, 'archiveChildren'));
  return targets.length === 0 ? [] : operate(context, { kind: 'archive', targets, keepRoots: true });
};
