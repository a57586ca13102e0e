// The entries of "Find Threads" and the picker's title, as plain data.
import { l10n } from 'vscode';
import { inQuickPick } from '../words/escape';
import type { SearchHit, TreeRow } from '../../protocol/methods';
import { pickerDescription } from '../tree/rowText';
import { threadKinds } from '../words/threadKinds';
import { grouped } from '../words/sentences';

export type FindAction = 'archive' | 'unarchive' | 'openTranscript' | 'copyId';

export interface FindItem {
  label: string;
  description: string;
  detail?: string;
  /** Name of a codicon. */
  icon: string;
  actions: FindAction[];
  row: TreeRow;
}

/** The threads found, best first. */
export interface Found {
  hits: readonly FoundThread[];
  /** How many there are in all. */
  total: number;
}

/** A hit of a search, or a row of the top level. */
export type FoundThread = TreeRow & Partial<Pick<SearchHit, 'ancestors' | 'cwd' | 'match'>>;

/** `now` in Unix seconds. */
export function findItem(found: FoundThread, now: number): FindItem {
  const { ancestors = [], cwd = '', match = null, ...row } = found;
  const path = ancestors.join(' › ');
  const place = pickerDescription(row, now);
  const detail = match === null ? cwd : matchInWords(match);
  return {
    label: inQuickPick(row.name),
    description: inQuickPick(path === '' ? place : `${path} · ${place}`),
    ...(detail === '' ? {} : { detail: inQuickPick(detail) }),
    icon: threadKinds[row.kind].icon,
    actions: [row.archived ? 'unarchive' : 'archive', 'openTranscript', 'copyId'],
    row,
  };
}

/** `Find Threads: 120 found, the best 100 shown`; for an empty query `Find Threads: the most recent`. */
export function findTitle(query: string, { hits, total }: Found): string {
  if (query === '') {
    return l10n.t('Find Threads: the most recent');
  }
  if (total === 0) {
    return l10n.t('Find Threads: no threads found');
  }
  if (hits.length < total) {
    return l10n.t('Find Threads: {0} found, the best {1} shown', grouped(total), grouped(hits.length));
  }
  return l10n.t('Find Threads: {0} found', grouped(total));
}

export function actionTitle(action: FindAction): string {
  switch (action) {
    case 'archive':
      return l10n.t('Archive Thread and Children');
    case 'unarchive':
      return l10n.t('Unarchive Thread and Children');
    case 'openTranscript':
      return l10n.t('Open Transcript');
    case 'copyId':
      return l10n.t('Copy Thread Id');
  }
}

/** Names of codicons. */
export const actionIcons: Record<FindAction, string> = {
  archive: 'archive',
  unarchive: 'unarchive',
  openTranscript: 'go-to-file',
  copyId: 'copy',
};

const uuid = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/gi;

/**
 * The query for the typed text. If it contains a thread id, in any notation and with anything around it (a rollout's
 * path, a command line), the query is the id alone.
 */
export function queryOf(typed: string): string {
  const id = typed.match(uuid)?.at(-1);
  return id === undefined
    ? typed.trim()
    : id
        .toLowerCase()
        .replaceAll('-', '')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function matchInWords({ field, text }: NonNullable<SearchHit['match']>): string {
  switch (field) {
    case 'preview':
      return text;
    case 'nickname':
      return l10n.t('Nickname: {0}', text);
    case 'role':
      return l10n.t('Role: {0}', text);
    case 'agentPath':
      return l10n.t('Agent: {0}', text);
    case 'cwd':
      return l10n.t('Folder: {0}', text);
    case 'gitBranch':
      return l10n.t('Branch: {0}', text);
    case 'id':
      return l10n.t('Id: {0}', text);
  }
}
