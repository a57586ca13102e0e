// Every id that the code shares with package.json. A test compares the two, in both directions.

export const containerId = 'codexThreads';

export const ViewId = {
  threads: 'codexThreadTree.threads',
  archived: 'codexThreadTree.archived',
  cleanUp: 'codexThreadTree.cleanUp',
} as const;
export type ViewId = (typeof ViewId)[keyof typeof ViewId];

/** Each command's id is under the extension's name; written once, as activation loads this. */
function own<Name extends string>(name: Name): `codexThreadTree.${Name}` {
  return `codexThreadTree.${name}`;
}

export const CommandId = {
  archive: own('archive'),
  unarchive: own('unarchive'),
  archiveSubAgents: own('archiveChildren'),
  archiveGroup: own('archiveGroup'),
  unarchiveGroup: own('unarchiveGroup'),
  /** The same as the commands without "Button", for the buttons on rows: see rowButtons.ts. */
  archiveButton: own('archiveButton'),
  unarchiveButton: own('unarchiveButton'),
  archiveGroupButton: own('archiveGroupButton'),
  unarchiveGroupButton: own('unarchiveGroupButton'),
  retryButton: own('retryButton'),
  find: own('find'),
  // Its former name: key bindings of users have it.
  cleanUpOld: own('archiveOld'),
  cleanUpArchive: own('cleanUpArchive'),
  cleanUpToggle: own('cleanUpToggle'),
  cleanUpCheckAll: own('cleanUpCheckAll'),
  cleanUpCheckNone: own('cleanUpCheckNone'),
  cleanUpCancel: own('cleanUpCancel'),
  cleanUpShowMore: own('cleanUpShowMore'),
  retry: own('retry'),
  undo: own('undo'),
  undoLast: own('undoLast'),
  checkRecords: own('checkRecords'),
  refresh: own('refresh'),
  copyId: own('copyId'),
  nextWaiting: own('nextWaiting'),
  resumeInTerminal: own('resumeInTerminal'),
  forkInTerminal: own('forkInTerminal'),
  openInCodex: own('openInCodex'),
  copyResumeCommand: own('copyResumeCommand'),
  rename: own('rename'),
  pin: own('pin'),
  unpin: own('unpin'),
  moveToSection: own('moveToSection'),
  newSection: own('newSection'),
  renameSection: own('renameSection'),
  deleteSection: own('deleteSection'),
  deletePermanently: own('deletePermanently'),
  deleteArchivedOld: own('deleteArchivedOld'),
  showReport: own('showReport'),
  nextPrompt: own('nextPrompt'),
  previousPrompt: own('previousPrompt'),
  nextFailure: own('nextFailure'),
  copyTurn: own('copyTurn'),
  exportMarkdown: own('exportMarkdown'),
  exportHtml: own('exportHtml'),
  openChange: own('openChange'),
  openRawRollout: own('openRawRollout'),
  exportReport: own('exportReport'),
  revealRollout: own('revealRollout'),
  showLog: own('showLog'),
  openHomeSetting: own('openHomeSetting'),
  showMore: own('showMore'),
  filterThreads: own('threads.filter'),
  filterArchived: own('archived.filter'),
  clearFilterThreads: own('threads.clearFilter'),
  clearFilterArchived: own('archived.clearFilter'),
  optionsThreads: own('threads.options'),
  optionsArchived: own('archived.options'),
  resetThreads: own('threads.reset'),
  resetArchived: own('archived.reset'),
} as const;
export type CommandId = (typeof CommandId)[keyof typeof CommandId];

/** A command that is not contributed: VS Code runs it to tell which row of the view has the focus, see rowFocus.ts. */
export function focusedRowCommand(viewId: ViewId): string {
  return `_${viewId}.focusedRow`;
}

/** The section of all settings, and the id of the language client, whose trace setting is looked up under it. */
export const settingsSection = 'codexThreadTree';
export const Setting = {
  codexHome: 'codexHome',
  codexPath: 'codexPath',
  confirmArchive: 'confirmArchive',
  keepTranscriptWords: 'keepTranscriptWords',
  liveBackground: 'live.background',
  liveNotifications: 'live.notifications',
  viewWidth: 'viewWidth',
  traceServer: 'trace.server',
} as const;

export const ContextKey = {
  /** `none`, or the code of the Codex home's problem; unset until the first answer. Selects the welcome text. */
  problem: 'codexThreadTree.problem',
  /** Some thread failed and can be retried. */
  hasFailures: 'codexThreadTree.hasFailures',
  /** A clean-up is open and its view is shown. */
  cleaningUp: 'codexThreadTree.cleaningUp',
} as const;

/** The state of a view, for its own menus and welcome texts. */
export const viewContextKeys = [
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
  archivedParent: 'thread.archived.parent',
  archivedParentFailed: 'thread.archived.parent.failed',
  /** A row that stands for several threads: a date, a workspace, or the sub-agents without a known parent. */
  group: 'group',
  /** A group that is a section of Codex. */
  section: 'group.section',
  emptySection: 'group.section.empty',
  /** A subtree in the preview of a clean-up. */
  oldSubtree: 'oldSubtree',
} as const;
export type RowContext = (typeof RowContext)[keyof typeof RowContext];

/** Follows the context of a row whose thread is pinned. */
export const PINNED_CONTEXT = '.pinned';
