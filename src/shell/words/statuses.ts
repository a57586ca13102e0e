// What can be happening to a thread, or has happened: everything that the window shows of it, in one table.
import { l10n } from 'vscode';
import type { Failure, WaitsFor } from '../../protocol/failures';
import type { OperationStatus } from '../../protocol/methods';
import { failureInBrief } from './failureInWords';

/**
 * How a status is treated: `busy` while its operation runs, `failed` when it can be retried, `kept` when it is only
 * shown, `done` when there is nothing left to show.
 */
export type Weight = 'busy' | 'failed' | 'kept' | 'done';

export interface StatusLook {
  weight: Weight;
  words: () => string;
  /** Name of a codicon. */
  icon: string;
  /** Id of a theme colour, of the icon and the badge. */
  color?: string;
  /** A letter at the end of the row. */
  badge?: string;
}

const running = { weight: 'busy', icon: 'sync~spin' } as const;
const done = { weight: 'done', icon: 'check' } as const;
const error = { weight: 'failed', color: 'list.errorForeground' } as const;
const warning = { weight: 'failed', color: 'list.warningForeground' } as const;

export const statuses: Readonly<Record<OperationStatus, StatusLook>> = {
  queued: { weight: 'busy', icon: 'clock', words: () => l10n.t('queued') },
  archiving: { ...running, words: () => l10n.t('archiving') },
  unarchiving: { ...running, words: () => l10n.t('unarchiving') },
  repairing: { ...running, words: () => l10n.t('repairing') },
  restoring: { ...running, words: () => l10n.t('restoring') },
  archived: { ...done, words: () => l10n.t('archived') },
  unarchived: { ...done, words: () => l10n.t('unarchived') },
  repaired: { ...done, words: () => l10n.t('repaired') },
  restored: { ...done, words: () => l10n.t('restored') },
  alreadyArchived: { ...done, words: () => l10n.t('already archived') },
  alreadyActive: { ...done, words: () => l10n.t('already active') },
  skipped: { weight: 'kept', icon: 'circle-slash', words: () => l10n.t('skipped') },
  failed: { ...error, icon: 'error', badge: '!', words: () => l10n.t('failed') },
  loaded: { ...warning, icon: 'lock', badge: 'O', words: () => l10n.t('open in Codex') },
  rolloutMissing: { ...warning, icon: 'warning', badge: '?', words: () => l10n.t('rollout missing') },
};

export function weigh(status: OperationStatus): Weight {
  return statuses[status].weight;
}

/** What happened to one thread, or what is happening to it. */
export interface ThreadStatus {
  status: OperationStatus;
  failure: Failure | null;
  waitsFor: WaitsFor | null;
}

/** `archiving`, `failed: an archived file of that name exists`, `open in Codex (process 4711, codex)`. */
export function statusInWords({ status, failure, waitsFor }: ThreadStatus): string {
  if (waitsFor !== null) {
    return waitInWords(waitsFor);
  }
  if (failure === null) {
    return statuses[status].words();
  }
  const why = failureInBrief(failure);
  // Short, and it goes when the other thread is closed: no need for "skipped".
  if (failure.code === 'subtreeLoaded') {
    return why;
  }
  return status === 'failed' || status === 'skipped'
    ? l10n.t('{status}: {why}', { status: statuses[status].words(), why })
    : why;
}

/** What an operation waits for. */
export function waitInWords(waitsFor: WaitsFor): string {
  switch (waitsFor) {
    case 'stateDb':
      return l10n.t('waiting because another program has the state DB locked');
    case 'otherWindow':
      return l10n.t('waiting because another window is moving threads of this Codex home');
  }
}
