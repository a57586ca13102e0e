// Every command, by id: a command without a handler does not compile.
import { commands, Disposable } from 'vscode';
import { showError } from '../client/showError';
import { CommandId } from '../manifest';
import { archive } from './archive';
import { checkRecords } from './checkRecords';
import type { CommandContext, CommandHandler } from './commandContext';
import { copyId } from './copyId';
import { refresh } from './refresh';
import { retry } from './retry';
import { openRollout, revealRollout } from './rollouts';
import { showLog } from './showLog';
import { showMore } from './showMore';
import { unarchive } from './unarchive';
import { undo } from './undo';

const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.retry]: retry,
  [CommandId.undo]: undo,
  [CommandId.checkRecords]: checkRecords,
  [CommandId.refresh]: refresh,
  [CommandId.copyId]: copyId,
  [CommandId.openRollout]: openRollout,
  [CommandId.revealRollout]: revealRollout,
  [CommandId.showLog]: showLog,
  [CommandId.showMore]: showMore,
};

/** An error is shown once, here; `executeCommand` then answers undefined. */
export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(...Object.values(CommandId).map(id => commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await handlers[id](context, ...args);
    } catch (error) {
      showError(error, context.log);
      return undefined;
    }
  })));
}
