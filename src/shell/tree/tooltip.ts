// The tooltip of a thread. It is a plain string on purpose: VS Code renders Markdown, links and commands only in a
// MarkdownString, so nothing that a model wrote into a title, a path or a branch name can become one.
import { l10n } from 'vscode';
import { oneLine } from '../words/escape';
import type { RowStatus } from '../operations/threadStatuses';
import type { ThreadDetails, TreeRow } from '../../protocol/methods';
import { perLanguage } from '../words/language';
import { isTime } from '../words/relativeTime';
import { facts } from './rowText';
import { failureInWords } from '../words/failureInWords';
import { liveWithSource } from '../words/liveStatuses';
import { statusInWords } from '../words/statuses';
import { grouped, listed } from '../words/sentences';

/** In characters; two lines as wide as VS Code shows them. */
const TWO_LINES = 200;
const ONE_LINE = 100;

/**
 * At most nine lines, each for what is known of one thing: the full name, the first message, the thread's states, what
 * a running Codex does with it and who says so, what happened to it, model, tokens, folder with git branch, times.
 * `now` in Unix seconds.
 */
export function tooltip(
  row: TreeRow,
  { thread, name, tokensUsed, tokensOfSubtree }: ThreadDetails,
  status: RowStatus | undefined,
  now: number,
): string {
  // A sub-agent's name has its task already.
  const message = name.includes(thread.preview.slice(0, MESSAGE_START).trim()) ? '' : thread.preview;
  const states = facts({ ...row, gitBranch: null, matchesBelow: null }, now);
  return [
    oneLine(cut(name, message === '' ? TWO_LINES : ONE_LINE)),
    ...known(message, value => l10n.t('Message: {0}', value)),
    oneLine(cut(listed([states, thread.agentRole].filter(isText)), TWO_LINES)),
    ...(row.live ? [liveWithSource(row.live)] : []),
    ...(status === undefined ? [] : [whatHappened(status)]),
    ...known(modelInWords(thread.model, thread.reasoningEffort), value => l10n.t('Model: {0}', value)),
    ...known(tokensInWords(tokensUsed, tokensOfSubtree), value => l10n.t('Tokens: {0}', value)),
    ...known(folderInWords(thread.cwd, thread.gitInfo?.branch ?? null), value => l10n.t('Folder: {0}', value)),
    [
      ...known(moment(thread.createdAt), value => l10n.t('Created: {0}', value)),
      ...known(moment(thread.updatedAt), value => l10n.t('Updated: {0}', value)),
      ...known(row.archivedAt === null ? null : moment(row.archivedAt), value => l10n.t('Archived: {0}', value)),
    ].join(' · '),
  ]
    .filter(isText)
    .join('\n');
}

/** Enough of a message to find it in a name, which is cut. */
const MESSAGE_START = 50;

function whatHappened(status: RowStatus): string {
  const text = status.failure === null ? statusInWords(status) : failureInWords(status.failure);
  return oneLine(cut(text, TWO_LINES));
}

/** A detail, if it is known. */
function known(value: string | null, line: (value: string) => string): string[] {
  return isText(value) ? [line(oneLine(cut(value, TWO_LINES)))] : [];
}

function isText(value: string | null): value is string {
  return value !== null && value !== '';
}

function modelInWords(model: string | null, effort: string | null): string | null {
  return model === null || effort === null ? model : l10n.t('{model}, effort {effort}', { model, effort });
}

function tokensInWords(own: number | null, ofSubtree: number | null): string | null {
  if (own === null) {
    return null;
  }
  return ofSubtree === null || ofSubtree === own
    ? grouped(own)
    : l10n.t('{own}, with sub-agents {all}', { own: grouped(own), all: grouped(ofSubtree) });
}

function folderInWords(folder: string, branch: string | null): string | null {
  const parts = [folder, isText(branch) ? l10n.t('branch {0}', cut(branch, ONE_LINE)) : ''].filter(isText);
  return parts.length === 0 ? null : listed(parts.map(part => cutStart(part, ONE_LINE)));
}

const dateAndTime = perLanguage(
  language => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
);

/** Unix seconds as local date and time; null for a number that is no date. */
function moment(seconds: number): string | null {
  return isTime(seconds) ? dateAndTime().format(seconds * 1000) : null;
}

/** The first `limit` characters. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}

/** The last `limit` characters: the end of a path says most. */
function cutStart(text: string, limit: number): string {
  return text.length <= limit ? text : `…${text.slice(-limit)}`;
}
