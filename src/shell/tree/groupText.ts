// What a group's row says: its date, workspace or section, and how many threads it has.
import { l10n } from 'vscode';
import { PINNED_SECTION, type TreeGroup, type ViewOptions } from '../../protocol/methods';
import { perLanguage } from '../words/language';
import { grouped, listed, threadsInWords } from '../words/sentences';

export type Grouping = ViewOptions['group'];

const monthAndYear = perLanguage(language => new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' }));

/** `Today`, `Previous 7 Days`, `September 2026`; the last part of a folder's path; a section's name. */
export function groupLabel({ key, folder, section }: TreeGroup, by: Grouping): string {
  if (key === PINNED_SECTION) {
    return l10n.t('Pinned');
  }
  if (by === 'workspace') {
    return folder === null ? l10n.t('No folder') : lastPart(folder);
  }
  if (by === 'section') {
    return section === undefined ? l10n.t('No section') : sectionName(section);
  }
  switch (key) {
    case 'today':
      return l10n.t('Today');
    case 'yesterday':
      return l10n.t('Yesterday');
    case 'week':
      return l10n.t('Previous 7 Days');
    case 'month':
      return l10n.t('Previous 30 Days');
    default:
      return monthLabel(key);
  }
}

/** A name can consist of characters that are not shown. */
export function sectionName(name: string): string {
  return name === '' ? l10n.t('Section without a name') : name;
}

/** The grey text beside it: `12`, `12 · /home/dev`. */
export function groupDescription({ folder, threads }: TreeGroup): string {
  const above =
    folder === null ? '' : folder.slice(0, folder.length - lastPart(folder).length).replace(/(?<=.)[\\/]+$/, '');
  return above === '' ? grouped(threads) : `${grouped(threads)} · ${above}`;
}

/** The whole row in words, for screen readers: `shop, 12 threads, /home/dev/shop`. */
export function spokenGroup(group: TreeGroup, by: Grouping): string {
  return listed([
    groupLabel(group, by),
    threadsInWords(group.threads),
    ...(group.folder === null ? [] : [group.folder]),
  ]);
}

/** Threads without a time fall into January 1970, where Unix time begins. */
function monthLabel(key: string): string {
  const [, year, month] = /^(\d{4,6})-(\d\d)$/.exec(key) ?? [];
  return year === undefined || key === '1970-01'
    ? l10n.t('Without a date')
    : monthAndYear().format(new Date(Number(year), Number(month) - 1, 1));
}

/** The name of a folder without the path to it. */
export function lastPart(folder: string): string {
  return (
    folder
      .split(/[\\/]/)
      .filter(part => part !== '')
      .at(-1) ?? folder
  );
}
