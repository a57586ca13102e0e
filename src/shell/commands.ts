// Every command, by id: a command without a handler does not compile. This is loaded when the first command runs.
import { CommandId } from '../manifest';
import { archive, archiveGroup, archiveSubAgents, unarchive, unarchiveGroup } from './operations/archiveCommands';
import { archiveOld } from './cleanUp/archiveOld';
import { checkup } from './checkup/checkupCommand';
import {
  cleanUpArchive,
  cleanUpCancel,
  cleanUpCheckAll,
  cleanUpCheckNone,
  cleanUpShowMore,
} from './cleanUp/cleanUpCommands';
import type { CommandHandler } from './commandContext';
import { clearFilter, filter } from './viewOptions/filter';
import { find } from './find/findCommand';
import { retry } from './operations/retry';
import { openRollout, revealRollout } from './transcript/openRollout';
import { copyId, refresh, showLog, showMore } from './tree/treeCommands';
import { undo } from './operations/undoCommand';
import { resetView, viewOptions } from './viewOptions/optionsPicker';

export { askAbout } from './operations/interrupted';

export const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.archiveSubAgents]: archiveSubAgents,
  [CommandId.archiveGroup]: archiveGroup,
  [CommandId.unarchiveGroup]: unarchiveGroup,
  [CommandId.find]: find,
  [CommandId.archiveOld]: archiveOld,
  [CommandId.cleanUpArchive]: cleanUpArchive,
  [CommandId.cleanUpCheckAll]: cleanUpCheckAll,
  [CommandId.cleanUpCheckNone]: cleanUpCheckNone,
  [CommandId.cleanUpCancel]: cleanUpCancel,
  [CommandId.cleanUpShowMore]: cleanUpShowMore,
  [CommandId.retry]: retry,
  [CommandId.undo]: undo,
  [CommandId.checkRecords]: checkup,
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
