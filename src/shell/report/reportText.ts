// A report of sub-agents as plain text: nothing in it is rendered, so what a model wrote stays text. Numbers such as
// `2.1` show who spawned whom.
import { l10n } from 'vscode';
import type { ListHead, ReportedThread, SubtreeReport, ThreadWork, TurnStatus } from '../../protocol/methods';
import { durationInWords } from '../words/durations';
import { oneLine } from '../words/escape';
import { failureInWords } from '../words/failureInWords';
import { grouped, listed, subAgentsInWords } from '../words/sentences';

const statuses: Readonly<Record<TurnStatus, () => string>> = {
  completed: () => l10n.t('completed'),
  interrupted: () => l10n.t('interrupted'),
  failed: () => l10n.t('failed'),
  inProgress: () => l10n.t('running'),
};

/** The whole document, with the totals at its end. Its lines end with a line feed. */
export function reportText({ name, threads, leftOut, totals }: SubtreeReport): string {
  const numbers: number[] = [];
  const blocks = threads.map(thread => {
    numbers.length = Math.min(numbers.length, thread.depth);
    numbers[thread.depth - 1] = (numbers[thread.depth - 1] ?? 0) + 1;
    return threadBlock(numbers.join('.'), thread);
  });
  const total = [
    listed([subAgentsInWords(threads.length), ...statusCounts(threads)]),
    l10n.t('Time: {0}', durationInWords(totals.durationMs)),
    totals.unknownTokens === 0
      ? l10n.t('Tokens: {0}', grouped(totals.tokens))
      : l10n.t('Tokens: {0}; unknown for {1}', grouped(totals.tokens), subAgentsInWords(totals.unknownTokens)),
    l10n.t('Changed files: {0}', grouped(totals.changedFiles)),
    l10n.t('Failed commands: {0}', grouped(totals.failedCommands)),
    ...(leftOut === 0 ? [] : [l10n.t('Not in this report: {0} more', grouped(leftOut))]),
  ];
  const all = [[l10n.t('Sub-agents of “{name}”', { name })], ...blocks, [l10n.t('Total'), ...indented(total)]];
  return all.map(block => block.map(line => `${oneLine(line).trimEnd()}\n`).join('')).join('\n');
}

function threadBlock(number: string, { name, archived, work }: ReportedThread): string[] {
  const title = `${number}  ${name}`;
  const state = archived ? [l10n.t('archived')] : [];
  if ('code' in work) {
    return [title, ...indented([...state, failureInWords(work)])];
  }
  const facts = [
    ...(work.status === null ? [] : [statuses[work.status]()]),
    ...state,
    ...(work.durationMs === null ? [] : [durationInWords(work.durationMs)]),
    ...(work.model === null ? [] : [work.model]),
    work.tokens === null ? l10n.t('tokens unknown') : l10n.t('{0} tokens', grouped(work.tokens.total)),
  ];
  return [
    title,
    ...indented([
      facts.join(' · '),
      ...(work.task === null ? [] : [l10n.t('Task: {0}', work.task)]),
      ...outcome(work),
      ...list(work.changedFiles, count => l10n.t('Changed files: {0}', count)),
      ...list(
        {
          count: work.failedCommands.count,
          first: work.failedCommands.first.map(({ command, exitCode }) =>
            exitCode === null ? command : l10n.t('{command} (exit code {exitCode})', { command, exitCode }),
          ),
        },
        count => l10n.t('Failed commands: {0}', count),
      ),
    ]),
  ];
}

function outcome({ failure, answer }: ThreadWork): string[] {
  return [
    ...(failure === null ? [] : [l10n.t('Failure: {0}', failure)]),
    ...(answer.length === 0 ? [] : [l10n.t('Last message:'), ...indented(answer)]),
  ];
}

function list({ first, count }: ListHead<string>, title: (count: string) => string): string[] {
  if (count === 0) {
    return [];
  }
  const rest = count - first.length;
  return [title(grouped(count)), ...indented([...first, ...(rest > 0 ? [l10n.t('and {0} more', grouped(rest))] : [])])];
}

/** `3 completed, 1 failed`. */
function statusCounts(threads: readonly ReportedThread[]): string[] {
  const works = threads.flatMap(({ work }) => ('code' in work ? [] : work.status));
  return (Object.keys(statuses) as TurnStatus[]).flatMap(status => {
    const count = works.filter(each => each === status).length;
    return count === 0 ? [] : [`${grouped(count)} ${statuses[status]()}`];
  });
}

function indented(lines: readonly string[]): string[] {
  return lines.map(line => `   ${line}`);
}
