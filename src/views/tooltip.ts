// The tooltip of a thread. It is a plain string on purpose: VS Code renders Markdown, links and commands only in a
// MarkdownString, so that nothing a model wrote into a title, a path or a branch can become one.
import { oneLine } from '../client/plainText';
import type { RowStatus } from '../client/threadStatuses';
import type { ThreadDetails, TreeRow } from '../protocol/threadTree';
import { isTime } from './relativeTime';
import { facts, statusInWords } from './rowText';
import { grouped } from './words';

/** In characters. */
const MESSAGE_LIMIT = 300;
const VALUE_LIMIT = 1000;

/**
 * Several lines: the full name, what it is and what happened to it, then one detail a line, without those that are not known.
 * `now` in Unix seconds.
 */
export function tooltip(row: TreeRow, { thread, name, tokensUsed, rollout }: ThreadDetails, status: RowStatus | undefined, now: number): string {
  const details: [string, string | null][] = [
    // For a sub-agent, whose name is its nickname, this is its task.
    ['Message', thread.preview.startsWith(name) ? null : cut(thread.preview, MESSAGE_LIMIT)],
    ['Folder', thread.cwd],
    ['Branch', thread.gitInfo?.branch ?? null],
    ['Model', modelInWords(thread.model, thread.reasoningEffort)],
    ['Tokens', tokensUsed === null ? null : grouped(tokensUsed)],
    ['Agent', [thread.agentNickname, thread.agentRole].filter(Boolean).join(', ')],
    ['Created', moment(thread.createdAt)],
    ['Updated', moment(thread.updatedAt)],
    ['Archived', row.archivedAt === null ? null : moment(row.archivedAt)],
    ['Codex', thread.cliVersion],
    ['Thread', row.threadId],
    ['Parent', row.parentId],
    ['Rollout', rollout?.path ?? thread.path],
  ];
  return [
    oneLine(name),
    oneLine(facts(row, now)),
    ...status === undefined ? [] : [statusInWords(status)],
    '',
    ...details.filter(([, value]) => value !== null && value !== '').map(([label, value]) => `${label}: ${oneLine(cut(value ?? '', VALUE_LIMIT))}`),
  ].join('\n');
}

function modelInWords(model: string | null, effort: string | null): string | null {
  return model === null || effort === null ? model : `${model}, effort ${effort}`;
}

const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** Unix seconds as local date and time; null for a number that is none. */
function moment(seconds: number): string | null {
  return isTime(seconds) ? dateAndTime.format(seconds * 1000) : null;
}

/** The beginning is enough to know it again. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}…`;
}
