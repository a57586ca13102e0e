// What "Clean Up Old Threads…" asks before it looks, as plain data.
import { l10n } from 'vscode';
import { listed, grouped } from '../words/sentences';
import type { OldThreadsParams } from '../../protocol/methods';

const offeredDays = [7, 30, 90, 180, 365];
/** A century. */
const MOST_DAYS = 36_500;

export interface DaysItem {
  label: string;
  /** Null: the user types another number. */
  days: number | null;
}

export function daysItems(): DaysItem[] {
  return [
    ...offeredDays.map(days => ({ label: l10n.t('{0} days', grouped(days)), days })),
    { label: l10n.t('Custom…'), days: null },
  ];
}

/** What is wrong with the typed text, or null. */
export function wrongDays(typed: string): string | null {
  return daysOf(typed) === null ? l10n.t('A whole number of days, from 1 to {0}.', grouped(MOST_DAYS)) : null;
}

/** Null when the text is not a number of days in this range. */
export function daysOf(typed: string): number | null {
  const days = /^\d+$/.test(typed.trim()) ? Number(typed) : NaN;
  return days >= 1 && days <= MOST_DAYS ? days : null;
}

export type OldOption = 'workspace' | 'finishedOnly' | 'withChildrenOnly' | 'excludePinned';

export interface OptionItem {
  label: string;
  detail: string;
  picked: boolean;
  option: OldOption;
}

/** `folders`: the open ones, absolute. `scoped`: the view shows only threads of the workspace. */
export function optionItems(folders: readonly string[], scoped: boolean): OptionItem[] {
  return [
    folders.length === 0
      ? {
          option: 'workspace',
          label: l10n.t('One folder only…'),
          detail: l10n.t('No folder is open in this window: you choose one next. Otherwise the threads of all folders'),
          picked: false,
        }
      : { option: 'workspace', label: l10n.t('This workspace only'), detail: listed(folders), picked: scoped },
    {
      option: 'finishedOnly',
      label: l10n.t('Finished only'),
      detail: l10n.t('Codex has closed all of the sub-agents'),
      picked: false,
    },
    {
      option: 'withChildrenOnly',
      label: l10n.t('With sub-agents only'),
      detail: l10n.t('Keeps threads without sub-agents'),
      picked: false,
    },
    {
      option: 'excludePinned',
      label: l10n.t('Skip pinned'),
      detail: l10n.t('Keeps threads that are pinned in Codex, with their sub-agents'),
      picked: true,
    },
  ];
}

/** `folders`: only threads of these, absolute; null for all. */
export function oldThreadsParams(
  days: number,
  options: readonly OldOption[],
  folders: string[] | null,
): OldThreadsParams {
  return {
    days,
    folders,
    finishedOnly: options.includes('finishedOnly'),
    withChildrenOnly: options.includes('withChildrenOnly'),
    excludePinned: options.includes('excludePinned'),
  };
}
