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
import { statuses, statusInWords } from '../words/statuses';
import { grouped, listed } from '../words/sentences';

/** In characters. */
const MESSAGE_LIMIT = 300;
const VALUE_LIMIT = 1000;

/**
 * Several lines: the full name, what the thread is and what happened to it, then one line for each known detail. `now`
 * in Unix seconds.
 */
export function tooltip(
  row: TreeRow,
  { thread, name, tokensUsed, tokensOfSubtree, rollout }: ThreadDetails,
  status: RowStatus | undefined,
  now: number,
): string {
  const details = [
    // A sub-agent's name is its nickname, and its preview its task.
    known(thread.preview.startsWith(name) ? null : cut(thread.preview, MESSAGE_LIMIT), value =>
      l10n.t('Message: {0}', value),
    ),
    known(thread.cwd, value => l10n.t('Folder: {0}', value)),
    known(thread.gitInfo?.branch, value => l10n.t('Branch: {0}', value)),
    known(modelInWords(thread.model, thread.reasoningEffort), value => l10n.t('Model: {0}', value)),
    known(tokensUsed === null ? null : grouped(tokensUsed), value => l10n.t('Tokens: {0}', value)),
    known(tokensOfSubtree === null || tokensOfSubtree === tokensUsed ? null : grouped(tokensOfSubtree), value =>
      l10n.t('Tokens with sub-agents: {0}', value),
    ),
    known(listed([thread.agentNickname, thread.agentRole].filter(isText)), value => l10n.t('Agent: {0}', value)),
    known(moment(thread.createdAt), value => l10n.t('Created: {0}', value)),
    known(moment(thread.updatedAt), value => l10n.t('Updated: {0}', value)),
    known(row.archivedAt === null ? null : moment(row.archivedAt), value => l10n.t('Archived: {0}', value)),
    known(thread.cliVersion, value => l10n.t('Codex: {0}', value)),
    known(row.threadId, value => l10n.t('Thread: {0}', value)),
    known(row.parentId, value => l10n.t('Parent: {0}', value)),
    known(rollout?.path ?? thread.path, value => l10n.t('Rollout: {0}', value)),
  ];
  return [
    oneLine(name),
    oneLine(facts(row, now)),
    ...(status === undefined ? [] : whatHappened(status)),
    '',
    ...details.flat(),
  ].join('\n');
}

function whatHappened(status: RowStatus): string[] {
  return status.failure === null
    ? [statusInWords(status)]
    : [statuses[status.status].words(), cut(failureInWords(status.failure), VALUE_LIMIT)];
}

/** A detail's line, if the detail is known. */
function known(value: string | null | undefined, line: (value: string) => string): string[] {
  return isText(value) ? [line(oneLine(cut(value, VALUE_LIMIT)))] : [];
}

function isText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}

function modelInWords(model: string | null, effort: string | null): string | null {
  return model === null || effort === null ? model : l10n.t('{model}, effort {effort}', { model, effort });
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
