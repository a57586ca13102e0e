// Every id that the code shares with package.json. A test compares the two both ways.

export const containerId = 'codexThreads';

export const ViewId = {
  threads: 'codexThreadTree.threads',
  archived: 'codexThreadTree.archived',
} as const;
export type ViewId = typeof ViewId[keyof typeof ViewId];

export const CommandId = {
  archive: 'codexThreadTree.archive',
  unarchive: 'codexThreadTree.unarchive',
  retry: 'codexThreadTree.retry',
  undo: 'codexThreadTree.undo',
  checkRecords: 'codexThreadTree.checkRecords',
  refresh: 'codexThreadTree.refresh',
  copyId: 'codexThreadTree.copyId',
  openRollout: 'codexThreadTree.openRollout',
  revealRollout: 'codexThreadTree.revealRollout',
  showLog: 'codexThreadTree.showLog',
  showMore: 'codexThreadTree.showMore',
} as const;
export type CommandId = typeof CommandId[keyof typeof CommandId];

/** The section of all settings, and the id of the language client, whose trace setting is looked up under it. */
export const settingsSection = 'codexThreadTree';
export const Setting = {
  codexHome: 'codexHome',
  confirmArchive: 'confirmArchive',
  traceServer: 'trace.server',
} as const;

export const ContextKey = {
  /** `none`, or the code of what is missing in the Codex home; unset until the first answer. Chooses the welcome text. */
  problem: 'codexThreadTree.problem',
  /** Some thread failed and can be retried. */
  hasFailures: 'codexThreadTree.hasFailures',
} as const;

/** `viewItem` of a thread's row; menus match these. */
export const RowContext = {
  active: 'thread.active',
  activeBusy: 'thread.active.busy',
  activeFailed: 'thread.active.failed',
  archived: 'thread.archived',
  archivedBusy: 'thread.archived.busy',
  archivedFailed: 'thread.archived.failed',
} as const;
export type RowContext = typeof RowContext[keyof typeof RowContext];
