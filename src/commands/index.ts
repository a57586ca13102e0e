// Every command, by id: a command without a handler does not compile. The bundle of what is loaded when the first
// command runs begins here.
import { config } from '@vscode/l10n';
import { l10n } from 'vscode';
import { CommandId } from '../manifest';
import { archive } from './archive';
import { archiveChildren } from './archiveChildren';
import { archiveGroup, unarchiveGroup } from './archiveGroup';
import { archiveOld } from './archiveOld';
import { checkRecords } from './checkRecords';
import { cleanUpArchive, cleanUpCancel, cleanUpCheckAll, cleanUpCheckNone, cleanUpShowMore } from './cleanUp';
import type { CommandHandler } from './commandContext';
import { copyId } from './copyId';
import { clearFilter, filter } from './filter';
import { find } from './find';
import { refresh } from './refresh';
import { retry } from './retry';
import { openRollout, revealRollout } from './rollouts';
import { showLog } from './showLog';
import { showMore } from './showMore';
import { unarchive } from './unarchive';
import { undo } from './undo';
import { resetView, viewOptions } from './viewOptions';

export { askAbout } from './recovery';

// Each bundle has a copy of the library of its own.
config({ contents: l10n.bundle ?? {} });

export const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.archiveChildren]: archiveChildren,
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
