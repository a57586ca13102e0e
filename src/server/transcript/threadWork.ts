// A thread's work in short: from its transcript to what a report of several threads shows of it. Pure.
import type { ListHead, ThreadWork } from '../../protocol/subtreeReport';
import type { Transcript, TurnItem } from '../../protocol/transcript';
import { visibleTitle } from './visibleText';

/** In characters. */
const TASK_LIMIT = 500;
const LINE_LIMIT = 300;
const ANSWER_LINES = 6;
const LISTED = 50;

/** The work of a thread, and all of its changed paths, for totals. */
export function threadWork({ turns, tokens }: Transcript): { work: ThreadWork; changedPaths: ReadonlySet<string> } {
  const items = turns.flatMap(turn => turn.items);
  const last = turns.at(-1);
  const durations = turns.flatMap(({ durationMs }) => durationMs ?? []);
  const error = last?.status === 'failed' ? last.error : null;
  const changedPaths = new Set(items.flatMap(pathsOf));
  const failed = items.filter(item => item.type === 'commandExecution').filter(({ status }) => status === 'failed');
  return {
    changedPaths,
    work: {
      task: taskOf(items),
      answer: answerOf(turns.findLast(turn => turn.items.some(isSaid))?.items ?? []),
      failure: error ? line(error.message) : null,
      status: last?.status ?? null,
      durationMs: durations.length > 0 ? durations.reduce((sum, each) => sum + each, 0) : null,
      model: turns.findLast(({ model }) => model !== null)?.model ?? null,
      tokens,
      changedFiles: headOf([...changedPaths], line),
      failedCommands: headOf(failed, ({ command, exitCode }) => ({ command: line(command), exitCode })),
    },
  };
}

function headOf<From, To>(all: readonly From[], show: (each: From) => To): ListHead<To> {
  return { first: all.slice(0, LISTED).map(show), count: all.length };
}

function line(text: string): string {
  return visibleTitle(text, LINE_LIMIT);
}

function taskOf(items: readonly TurnItem[]): string | null {
  for (const item of items) {
    if (item.type === 'agentMail' && item.kind === 'NEW_TASK') return visibleTitle(item.text ?? '', TASK_LIMIT) || null;
    if (item.type !== 'userMessage') continue;
    const text = item.content.flatMap(part => (part.type === 'text' ? part.text : [])).join(' ');
    return visibleTitle(text, TASK_LIMIT) || null;
  }
  return null;
}

function isSaid(item: TurnItem): item is TurnItem<'agentMessage'> {
  return item.type === 'agentMessage' && item.text.trim() !== '';
}

/** A remark made on the way counts only if there is no answer. */
function answerOf(items: readonly TurnItem[]): string[] {
  const said = items.filter(isSaid);
  const answer = said.findLast(({ phase }) => phase !== 'commentary') ?? said.at(-1);
  // The text may have megabytes.
  const lines = (answer?.text.trim().slice(0, LINE_LIMIT * 8 * ANSWER_LINES) ?? '')
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(line)
    .filter(text => text !== '');
  return lines.length > ANSWER_LINES ? [...lines.slice(0, ANSWER_LINES), '…'] : lines;
}

function pathsOf(item: TurnItem): string[] {
  if (item.type !== 'fileChange' || item.status !== 'completed') return [];
  return item.changes.map(({ path, kind }) => (kind.type === 'update' ? (kind.movePath ?? path) : path));
}
