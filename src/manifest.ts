// Every id that the code shares with package.json. A test compares the two, in both directions.

export const containerId = 'codexThreads';

export const ViewId = {
  threads: 'codexThreadTree.threads',
  archived: 'codexThreadTree.archived',
  cleanUp: 'codexThreadTree.cleanUp',
} as const;
export type ViewId = (typeof ViewId)[keyof typeof ViewId];

export const CommandId = {
  archive: 'codexThreadTree.archive',
  unarchive: 'codexThreadTree.unarchive',
  archiveSubAgents: 'codexThreadTree.archiveChildren',
  archiveGroup: 'codexThreadTree.archiveGroup',
  unarchiveGroup: 'codexThreadTree.unarchiveGroup',
  find: 'codexThreadTree.find',
  archiveOld: 'codexThreadTree.archiveOld',
  cleanUpArchive: 'codexThreadTree.cleanUpArchive',
  cleanUpCheckAll: 'codexThreadTree.cleanUpCheckAll',
  cleanUpCheckNone: 'codexThreadTree.cleanUpCheckNone',
  cleanUpCancel: 'codexThreadTree.cleanUpCancel',
  cleanUpShowMore: 'codexThreadTree.cleanUpShowMore',
  retry: 'codexThreadTree.retry',
  undo: 'codexThreadTree.undo',
  checkRecords: 'codexThreadTree.checkRecords',
  refresh: 'codexThreadTree.refresh',
  copyId: 'codexThreadTree.copyId',
  openRollout: 'codexThreadTree.openRollout',
  revealRollout: 'codexThreadTree.revealRollout',
  showLog: 'codexThreadTree.showLog',
  showMore: 'codexThreadTree.showMore',
  filterThreads: 'codexThreadTree.threads.filter',
  filterArchived: 'codexThreadTree.archived.filter',
  clearFilterThreads: 'codexThreadTree.threads.clearFilter',
  clearFilterArchived: 'codexThreadTree.archived.clearFilter',
  optionsThreads: 'codexThreadTree.threads.options',
  optionsArchived: 'codexThreadTree.archived.options',
  resetThreads: 'codexThreadTree.threads.reset',
  resetArchived: 'codexThreadTree.archived.reset',
} as const;
export type CommandId = (typeof CommandId)[keyof typeof CommandId];

/**
 * The commands of a view's option menus. Menu items cannot have a check mark, so there are two commands for each
 * choice: one while it is off, and one with a mark in its title while it is `on`.
 */
export function choiceCommand(view: 'threads' | 'archived', option: string, value: string, on: boolean): string {
  return `codexThreadTree.${view}.${option}.${value}${on ? '.on' : ''}`;
}

/** The section of all settings, and the id of the language client, whose trace setting is looked up under it. */
export const settingsSection = 'codexThreadTree';
export const Setting = {
  codexHome: 'codexHome',
  confirmArchive: 'confirmArchive',
  traceServer: 'trace.server',
} as const;

export const ContextKey = {
  /** `none`, or the code of the Codex home's problem; unset until the first answer. Selects the welcome text. */
  problem: 'codexThreadTree.problem',
  /** Some thread failed and can be retried. */
  hasFailures: 'codexThreadTree.hasFailures',
  /** A clean-up is open and its view is shown. */
  cleaningUp: 'codexThreadTree.cleaningUp',
  /** The window has a local folder open, in which threads may have worked. */
  hasFolder: 'codexThreadTree.hasFolder',
} as const;

/** The state of a view, for its own menus and welcome texts. */
export const viewContextKeys = [
  /** The choices: `group`, `sort` and `scope` as in ViewChoices, the others true or false. */
  'group',
  'sort',
  'scope',
  'orphans',
  'exec',
  'empty',
  'filtered',
  /** Some choice differs from its default. */
  'changed',
  /** `filter` or `options`, whichever hides threads; empty when nothing does. */
  'hiding',
] as const;

export function viewContextKey(view: 'threads' | 'archived', key: (typeof viewContextKeys)[number]): string {
  return `codexThreadTree.${view}.${key}`;
}

/** `viewItem` of a row; menus match these. */
export const RowContext = {
  active: 'thread.active',
  /** It has sub-agents that an archive would also move. */
  activeParent: 'thread.active.parent',
  activeBusy: 'thread.active.busy',
  activeFailed: 'thread.active.failed',
  activeParentFailed: 'thread.active.parent.failed',
  archived: 'thread.archived',
  archivedBusy: 'thread.archived.busy',
  archivedFailed: 'thread.archived.failed',
  /** A row that stands for several threads: a date, a workspace, or the sub-agents without a known parent. */
  group: 'group',
  /** A subtree in the preview of a clean-up. */
  oldSubtree: 'oldSubtree',
} as const;
export type RowContext = (typeof RowContext)[keyof typeof RowContext];
