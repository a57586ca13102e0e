// Our own methods beside Codex's: what the window needs to draw the tree and to run an operation on many threads.
export * from './operations';
export * from './checkup';
export * from './find';
export * from './tree';

export const ThreadTreeMethod = {
  list: 'threadTree/list',
  path: 'threadTree/path',
  members: 'threadTree/members',
  search: 'threadTree/search',
  oldThreads: 'threadTree/oldThreads',
  details: 'threadTree/details',
  plan: 'threadTree/plan',
  archive: 'threadTree/archive',
  unarchive: 'threadTree/unarchive',
  operations: 'threadTree/operations',
  undo: 'threadTree/undo',
  finish: 'threadTree/finish',
  check: 'threadTree/check',
  repair: 'threadTree/repair',
  unfinished: 'threadTree/unfinished',
  changed: 'threadTree/changed',
  status: 'threadTree/status',
} as const;
