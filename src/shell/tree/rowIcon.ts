// Which of VS Code's icons a row carries: what kind of thread it is, or what is happening to it.
import type { OperationStatus, ThreadKind } from '../../protocol/methods';

export interface RowIcon {
  /** Name of a codicon. */
  id: string;
  /** Id of a theme colour. */
  color?: string;
}

const kinds: Record<ThreadKind, RowIcon> = {
  main: { id: 'comment-discussion' },
  subAgent: { id: 'robot' },
  exec: { id: 'terminal' },
  other: { id: 'comment' },
};

const statuses: Record<OperationStatus, RowIcon> = {
  queued: { id: 'clock' },
  archiving: { id: 'sync~spin' },
  unarchiving: { id: 'sync~spin' },
  repairing: { id: 'sync~spin' },
  restoring: { id: 'sync~spin' },
  archived: { id: 'check' },
  unarchived: { id: 'check' },
  repaired: { id: 'check' },
  restored: { id: 'check' },
  alreadyArchived: { id: 'check' },
  alreadyActive: { id: 'check' },
  skipped: { id: 'circle-slash' },
  failed: { id: 'error', color: 'list.errorForeground' },
  inUse: { id: 'lock', color: 'list.warningForeground' },
  rolloutMissing: { id: 'warning', color: 'list.warningForeground' },
};

/** The icon of a row: its status while there is one, else its kind. */
export function rowIcon(kind: ThreadKind, status: OperationStatus | undefined): RowIcon {
  return status === undefined ? kinds[kind] : statuses[status];
}
