// Every command, by id: a command without a handler does not compile. This is loaded when the first command runs.
import { CommandId } from '../manifest';
import { archive, archiveSubAgents, unarchive } from './operations/archiveCommands';
import { cleanUpOld } from './cleanUp/cleanUpOld';
import { checkup } from './checkup/checkupCommand';
import {
  cleanUpArchive,
  cleanUpCancel,
  cleanUpCheckAll,
  cleanUpCheckNone,
  cleanUpShowMore,
  cleanUpToggle,
} from './cleanUp/cleanUpCommands';
import type { CommandHandler } from './commandContext';
import { copyResumeCommand, forkInTerminal, openInCodex, resumeInTerminal } from './continue/continueCommands';
import { clearFilter, filter } from './viewOptions/filter';
import { find } from './find/findCommand';
import { nextWaiting } from './live/nextWaiting';
import { openHomeSetting } from './openHomeSetting';
import { retry } from './operations/retry';
import { onButton } from './operations/rowButtons';
import { copyTurn } from './transcript/copyTurn';
import { exportAs } from './transcript/exportCommand';
import { goTo } from './transcript/goTo';
import { deleteArchivedOld } from './actions/deleteArchivedOld';
import { deletePermanently } from './actions/deletePermanently';
import { pin, unpin } from './actions/pinCommands';
import { rename } from './actions/rename';
import { moveToSection } from './sections/moveToSection';
import { deleteSection, newSection, renameSection } from './sections/sectionCommands';
import { openChange, openRawRollout } from './transcript/openParts';
import { revealRollout } from './transcript/revealRollout';
import { exportReport } from './report/exportReport';
import { showReport } from './report/showReport';
import { copyId, refresh, showLog, showMore } from './tree/treeCommands';
import { undo, undoLast } from './operations/undoCommand';
import { resetView, viewOptions } from './viewOptions/optionsPicker';

export { askAbout } from './operations/interrupted';

export const handlers: Record<CommandId, CommandHandler> = {
  [CommandId.archive]: archive,
  [CommandId.unarchive]: unarchive,
  [CommandId.archiveSubAgents]: archiveSubAgents,
  [CommandId.archiveGroup]: archive,
  [CommandId.unarchiveGroup]: unarchive,
  [CommandId.archiveButton]: onButton(archive),
  [CommandId.unarchiveButton]: onButton(unarchive),
  [CommandId.archiveGroupButton]: onButton(archive),
  [CommandId.unarchiveGroupButton]: onButton(unarchive),
  [CommandId.retryButton]: onButton(retry),
  [CommandId.find]: find,
  [CommandId.cleanUpOld]: cleanUpOld,
  [CommandId.cleanUpArchive]: cleanUpArchive,
  [CommandId.cleanUpToggle]: cleanUpToggle,
  [CommandId.cleanUpCheckAll]: cleanUpCheckAll,
  [CommandId.cleanUpCheckNone]: cleanUpCheckNone,
  [CommandId.cleanUpCancel]: cleanUpCancel,
  [CommandId.cleanUpShowMore]: cleanUpShowMore,
  [CommandId.retry]: retry,
  [CommandId.undo]: undo,
  [CommandId.undoLast]: undoLast,
  [CommandId.checkRecords]: checkup,
  [CommandId.refresh]: refresh,
  [CommandId.copyId]: copyId,
  [CommandId.nextWaiting]: nextWaiting,
  [CommandId.resumeInTerminal]: resumeInTerminal,
  [CommandId.forkInTerminal]: forkInTerminal,
  [CommandId.openInCodex]: openInCodex,
  [CommandId.copyResumeCommand]: copyResumeCommand,
  [CommandId.rename]: rename,
  [CommandId.pin]: pin,
  [CommandId.unpin]: unpin,
  [CommandId.moveToSection]: moveToSection,
  [CommandId.newSection]: newSection,
  [CommandId.renameSection]: renameSection,
  [CommandId.deleteSection]: deleteSection,
  [CommandId.deletePermanently]: deletePermanently,
  [CommandId.deleteArchivedOld]: deleteArchivedOld,
  [CommandId.showReport]: showReport,
  [CommandId.nextPrompt]: goTo('nextPrompt'),
  [CommandId.previousPrompt]: goTo('previousPrompt'),
  [CommandId.nextFailure]: goTo('nextFailure'),
  [CommandId.copyTurn]: copyTurn,
  [CommandId.exportMarkdown]: exportAs('markdown'),
  [CommandId.exportHtml]: exportAs('html'),
  [CommandId.openChange]: openChange,
  [CommandId.openRawRollout]: openRawRollout,
  [CommandId.exportReport]: exportReport,
  [CommandId.revealRollout]: revealRollout,
  [CommandId.showLog]: showLog,
  [CommandId.openHomeSetting]: openHomeSetting,
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
