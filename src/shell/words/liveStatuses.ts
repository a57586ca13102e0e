// What a running Codex does with a thread: everything that rows show of it, in one table.
import { l10n } from 'vscode';
import type { LiveStatus, TreeRow } from '../../protocol/methods';
import { grouped } from './sentences';

export interface LiveLook {
  words: () => string;
  /** For a row, where the words would take the name's room. */
  short?: () => string;
  /** Name of a codicon. */
  icon: string;
  /** Id of a theme colour. */
  color: string;
  /** The thread is active now, so that a row need not say when it was. */
  isBusy: boolean;
  /** It goes on only when the user has answered. */
  waits: boolean;
}

const waits = { icon: 'debug-pause', color: 'charts.orange', isBusy: true, waits: true } as const;
const goesOn = { waits: false } as const;

export const liveStatuses: Readonly<Record<LiveStatus, LiveLook>> = {
  running: { ...goesOn, icon: 'play-circle', color: 'charts.green', isBusy: true, words: () => l10n.t('running') },
  waitingForApproval: { ...waits, words: () => l10n.t('waits for approval') },
  waitingForInput: { ...waits, words: () => l10n.t('waits for an answer') },
  failed: {
    ...goesOn,
    icon: 'error',
    color: 'list.errorForeground',
    isBusy: false,
    words: () => l10n.t('turn failed'),
  },
  open: {
    ...goesOn,
    icon: 'circle-filled',
    color: 'charts.green',
    isBusy: false,
    words: () => l10n.t('open in Codex'),
    short: () => l10n.t('open'),
  },
  interrupted: {
    ...goesOn,
    icon: 'debug-disconnect',
    color: 'list.warningForeground',
    isBusy: false,
    words: () => l10n.t('turn interrupted'),
    short: () => l10n.t('interrupted'),
  },
};

/** `1 waits`, `3 run`: what descendants do, as a collapsed row hides them. What waits comes first. */
export function descendantsInWords({ waiting, running }: TreeRow['liveDescendants']): string[] {
  return [
    ...(waiting === 0 ? [] : [waiting === 1 ? l10n.t('1 waits') : l10n.t('{0} wait', grouped(waiting))]),
    ...(running === 0 ? [] : [running === 1 ? l10n.t('1 runs') : l10n.t('{0} run', grouped(running))]),
  ];
}

/** The status with its source: files cannot tell everything. */
export function liveWithSource({ status, source }: NonNullable<TreeRow['live']>): string {
  const words = liveStatuses[status].words();
  if (source === 'socket') {
    return l10n.t('Status: {0}, as Codex says', words);
  }
  return status === 'running'
    ? l10n.t('Status: {0} or waiting for you: the files of Codex do not tell which', words)
    : l10n.t('Status: {0}, as the files of Codex say', words);
}
