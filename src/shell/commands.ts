// Every command, by id: a command without a handler does not compile. The bundle of what is loaded when the first
// command runs begins here.
import { config } from '@vscode/l10n';
import { l10n } from 'vscode';
import { CommandId } from '../manifest';
import { archive } from './operations/archive';
import { archiveSubAgents } from './operations/archiveSubAgents';
import { archiveGroup, unarchiveGroup } from './operations/archiveGroup';
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
import { copyId } from './tree/copyId';
import { clearFilter, filter } from './viewOptions/filter';
import { find } from './find/find';
import { refresh } from './tree/refresh';
import { retry } from './operations/retry';
import { openRollout, revealRollout } from './transcript/openRollout';
import { showLog } from './showLog';
import { showMore } from './tree/showMore';
import { unarchive } from './operations/unarchive';
import { undo } from './operations/undoCommand';
import { resetView, viewOptions } from './viewOptions/optionsPicker';

export { askAbout } from './operations/interrupted';

// Each bundle has a copy of the library of its own.
config({ contents: l10n.bundle ?? {} });

export const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.archiveChildren]: archiveSubAgents,
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
