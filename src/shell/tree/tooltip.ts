// The tooltip of a thread. It is a plain string on purpose: VS Code renders Markdown, links and commands only in a
// MarkdownString, so that nothing a model wrote into a title, a path or a branch can become one.
import { t } from '@vscode/l10n';
import { oneLine } from '../words/escape';
import type { RowStatus } from '../operations/threadStatuses';
import type { ThreadDetails, TreeRow } from '../../protocol/methods';
import { perLanguage } from '../words/language';
import { isTime } from '../words/relativeTime';
import { facts, statusInWords } from './rowText';
import { grouped, listed } from '../words/words';

/** In characters. */
const MESSAGE_LIMIT = 300;
const VALUE_LIMIT = 1000;

/**
 * Several lines: the full name, what it is and what happened to it, then one detail a line, without those that are not
 * known. `now` in Unix seconds.
 */
export function tooltip(
  row: TreeRow,
  { thread, name, tokensUsed, tokensOfSubtree, rollout }: ThreadDetails,
  status: RowStatus | undefined,
  now: number,
): string {
  const details = [
    // For a sub-agent, whose name is its nickname, this is its task.
    known(thread.preview.startsWith(name) ? null : cut(thread.preview, MESSAGE_LIMIT), value =>
      t('Message: {0}', value),
    ),
    known(thread.cwd, value => t('Folder: {0}', value)),
    known(thread.gitInfo?.branch, value => t('Branch: {0}', value)),
    known(modelInWords(thread.model, thread.reasoningEffort), value => t('Model: {0}', value)),
    known(tokensUsed === null ? null : grouped(tokensUsed), value => t('Tokens: {0}', value)),
    known(tokensOfSubtree === null || tokensOfSubtree === tokensUsed ? null : grouped(tokensOfSubtree), value =>
      t('Tokens with all below: {0}', value),
    ),
    known(listed([thread.agentNickname, thread.agentRole].filter(isText)), value => t('Agent: {0}', value)),
    known(moment(thread.createdAt), value => t('Created: {0}', value)),
    known(moment(thread.updatedAt), value => t('Updated: {0}', value)),
    known(row.archivedAt === null ? null : moment(row.archivedAt), value => t('Archived: {0}', value)),
    known(thread.cliVersion, value => t('Codex: {0}', value)),
    known(row.threadId, value => t('Thread: {0}', value)),
    known(row.parentId, value => t('Parent: {0}', value)),
    known(rollout?.path ?? thread.path, value => t('Rollout: {0}', value)),
  ];
  return [
    oneLine(name),
    oneLine(facts(row, now)),
    ...(status === undefined ? [] : [statusInWords(status)]),
    '',
    ...details.flat(),
  ].join('\n');
}

/** A detail's line, if there is something to tell. */
function known(value: string | null | undefined, line: (value: string) => string): string[] {
  return isText(value) ? [line(oneLine(cut(value, VALUE_LIMIT)))] : [];
}

function isText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== '';
}

function modelInWords(model: string | null, effort: string | null): string | null {
  return model === null || effort === null ? model : t('{model}, effort {effort}', { model, effort });
}

const dateAndTime = perLanguage(
  language => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
);

/** Unix seconds as local date and time; null for a number that is none. */
function moment(seconds: number): string | null {
  return isTime(seconds) ? dateAndTime().format(seconds * 1000) : null;
}

/** The beginning is enough to know it again. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
