// What "Archive Old Threads…" asks before it looks, as plain data.
import { t } from '@vscode/l10n';
import { listed, grouped } from '../words/words';
import type { OldThreadsParams } from '../../protocol/methods';

const offeredDays = [7, 30, 90, 180, 365];
/** A century, before which no Codex was. */
const MOST_DAYS = 36_500;

export interface DaysItem {
  label: string;
  /** Null: another number, to be typed. */
  days: number | null;
}

export function daysItems(): DaysItem[] {
  return [
    ...offeredDays.map(days => ({ label: t('{0} days', grouped(days)), days })),
    { label: t('Custom…'), days: null },
  ];
}

/** What is wrong with what was typed, or null. */
export function wrongDays(typed: string): string | null {
  return daysOf(typed) === null ? t('A whole number of days, from 1 to {0}.', grouped(MOST_DAYS)) : null;
}

/** Null when it is no such number. */
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

/** `folders`: the open ones, absolute; `scoped`: the user looks at those of the workspace alone anyway. */
export function optionItems(folders: readonly string[], scoped: boolean): OptionItem[] {
  return [
    ...(folders.length === 0
      ? []
      : [{ option: 'workspace' as const, label: t('This workspace only'), detail: listed(folders), picked: scoped }]),
    {
      option: 'finishedOnly',
      label: t('Finished only'),
      detail: t('Codex has ended every sub-agent of the branch'),
      picked: false,
    },
    {
      option: 'withChildrenOnly',
      label: t('With children only'),
      detail: t('Threads that spawned none stay'),
      picked: false,
    },
    {
      option: 'excludePinned',
      label: t('Leave out what is pinned'),
      detail: t('Threads that are pinned in Codex stay, with their children'),
      picked: true,
    },
  ];
}

export function oldThreadsParams(
  days: number,
  options: readonly OldOption[],
  folders: readonly string[],
): OldThreadsParams {
  return {
    days,
    folders: options.includes('workspace') ? [...folders] : null,
    finishedOnly: options.includes('finishedOnly'),
    withChildrenOnly: options.includes('withChildrenOnly'),
    excludePinned: options.includes('excludePinned'),
  };
}
