// What the user has chosen for a view, and what follows from it: the options of requests, and the words beside the
// view's name.
import { l10n } from 'vscode';
import { oneLine } from '../words/escape';
import type { ViewOptions } from '../../protocol/methods';
import { grouped } from '../words/sentences';

export interface ViewChoices extends Omit<ViewOptions, 'folders'> {
  /** `workspace`: only threads of the open folders. */
  scope: 'all' | 'workspace';
}

export const defaultChoices: ViewChoices = {
  group: 'date',
  sort: 'recency',
  scope: 'all',
  orphans: true,
  exec: true,
  empty: true,
  filter: '',
};

/** The choices between several values, with all of their values, and those that are switched on and off. */
export const choiceValues = {
  group: ['none', 'date', 'workspace', 'section'],
  sort: ['recency', 'created', 'name', 'size'],
  scope: ['all', 'workspace'],
} as const satisfies { [Key in 'group' | 'sort' | 'scope']: readonly ViewChoices[Key][] };
export const switches = ['orphans', 'exec', 'empty'] as const;

/** Reads what `remembered` stored, maybe in another version: invalid values become the default. */
export function choicesFrom(stored: unknown): ViewChoices {
  const found = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const known = <T extends string>(value: unknown, values: readonly T[], otherwise: T): T =>
    values.find(each => each === value) ?? otherwise;
  const flag = (value: unknown, otherwise: boolean) => (typeof value === 'boolean' ? value : otherwise);
  return {
    group: known(found.group, choiceValues.group, defaultChoices.group),
    sort: known(found.sort, choiceValues.sort, defaultChoices.sort),
    scope: known(found.scope, choiceValues.scope, defaultChoices.scope),
    orphans: flag(found.orphans, defaultChoices.orphans),
    exec: flag(found.exec, defaultChoices.exec),
    empty: flag(found.empty, defaultChoices.empty),
    filter: '',
  };
}

/** What is stored for the next window: everything except the filter. Undefined when all is at its default. */
export function remembered(choices: ViewChoices): Partial<ViewChoices> | undefined {
  const kept = { ...choices, filter: '' };
  return isDefault(kept) ? undefined : kept;
}

export function isDefault(choices: ViewChoices): boolean {
  return (Object.keys(defaultChoices) as (keyof ViewChoices)[]).every(key => choices[key] === defaultChoices[key]);
}

/** As requests take them. `folders`: the open ones, absolute; without any, the scope is ignored. */
export function optionsOf({ scope, ...choices }: ViewChoices, folders: readonly string[]): ViewOptions {
  return { ...choices, folders: isScoped({ scope }, folders) ? [...folders] : null };
}

/**
 * `filter: tests · this workspace · by date · 3 hidden`: how the rows are chosen and grouped. `hidden`: how many
 * threads are not shown; with a filter this is not mentioned, as it hides most of them.
 */
export function choicesInWords(choices: ViewChoices, folders: readonly string[], hidden: number): string {
  const { group, sort, filter } = choices;
  const words = [
    filter !== '' && l10n.t('filter: {0}', oneLine(filter)),
    isScoped(choices, folders) && l10n.t('this workspace'),
    group === 'date' && l10n.t('by date'),
    group === 'workspace' && l10n.t('by workspace'),
    group === 'section' && l10n.t('by section'),
    sort === 'created' && l10n.t('newest first'),
    sort === 'name' && l10n.t('sorted by name'),
    sort === 'size' && l10n.t('largest first'),
    filter === '' && hidden > 0 && l10n.t('{0} hidden', grouped(hidden)),
  ];
  return words.filter(word => word !== false).join(' · ');
}

function isScoped({ scope }: Pick<ViewChoices, 'scope'>, folders: readonly string[]): boolean {
  return scope === 'workspace' && folders.length > 0;
}
