// Every command, by id: a command without a handler does not compile.
import { commands, Disposable } from 'vscode';
import { showError } from '../client/showError';
import { CommandId } from '../manifest';
import { archive } from './archive';
import { archiveChildren } from './archiveChildren';
import { archiveGroup, unarchiveGroup } from './archiveGroup';
import { checkRecords } from './checkRecords';
import type { CommandContext, CommandHandler } from './commandContext';
import { copyId } from './copyId';
import { clearFilter, filter } from './filter';
import { refresh } from './refresh';
import { retry } from './retry';
import { openRollout, revealRollout } from './rollouts';
import { showLog } from './showLog';
import { showMore } from './showMore';
import { unarchive } from './unarchive';
import { undo } from './undo';
import { choiceHandlers } from './viewChoices';
import { resetView, viewOptions } from './viewOptions';

const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.archiveChildren]: archiveChildren,
  [CommandId.archiveGroup]: archiveGroup,
  [CommandId.unarchiveGroup]: unarchiveGroup,
  [CommandId.retry]: retry,
  [CommandId.undo]: undo,
  [CommandId.checkRecords]: checkRecords,
  [CommandId.refresh]: refresh,
  [CommandId.copyId]: copyId,
  [CommandId.openRollout]: openRollout,
  [CommandId.revealRollout]: revealRollout,
  [CommandId.showLog]: showLog,
  [CommandId.showMore]: showMore,
  [CommandId.filterThreads]: filter('threads'),
  [CommandId.filterArchived]: filter('archived'),
  [CommandId.clearFilterThreads]: clearFilter('threads'),
  [CommandId.clearFilterArchived]: clearFilter('archived'),
  [CommandId.optionsThreads]: viewOptions('threads'),
  [CommandId.optionsArchived]: viewOptions('archived'),
  [CommandId.resetThreads]: resetView('threads'),
  [CommandId.resetArchived]: resetView('archived'),
};

/** An error is shown once, here; `executeCommand` then answers undefined. */
export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(...Object.entries({ ...handlers, ...choiceHandlers() }).map(([id, handler]) => commands.registerCommand(id, async (...args: unknown[]) => {
    try {
      return await handler(context, ...args);
    } catch (error) {
      showError(error, context.log);
      return undefined;
    }
  })));
}
