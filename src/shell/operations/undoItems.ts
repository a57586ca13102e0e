// The entries of the picker of operations, as plain data.
import type { OperationSummary } from '../../protocol/methods';
import { inQuickPick } from '../words/escape';
import { timeAgo } from '../words/relativeTime';
import type { OperationRequest } from './operationRequest';
import { namesOf, operationWords, wouldUndo } from './operationWords';

export interface UndoItem {
  label: string;
  description: string;
  detail: string;
  /** What choosing it does. */
  act: 'undo' | 'finish';
  summary: OperationSummary;
}

export interface UndoItems {
  /** Operations that were interrupted: each can be finished, and undone. */
  interrupted: UndoItem[];
  done: UndoItem[];
}

/** In the order of `operations`, newest first. `now` in Unix seconds. */
export function undoItems(operations: readonly OperationSummary[], now: number): UndoItems {
  return {
    interrupted: operations.filter(({ left }) => left > 0).flatMap(summary => interruptedItems(summary, now)),
    done: operations.filter(({ left }) => left === 0).map(summary => doneItem(summary, now)),
  };
}

/** What to run for a choice, and how many threads it is about. */
export function requestFor(
  act: UndoItem['act'],
  { operation, kind, threads, left }: OperationSummary,
): { request: OperationRequest; threads: number } {
  return act === 'undo'
    ? { request: { kind: 'undo', operation }, threads }
    : { request: { kind: 'finish', operation, of: kind }, threads: left };
}

function interruptedItems(summary: OperationSummary, now: number): UndoItem[] {
  const { kind, threads, left } = summary;
  const words = operationWords[kind];
  const names = inQuickPick(namesOf(summary.name, threads + left));
  const common = { description: timeAgo(summary.startedAt, now).spoken, summary };
  const finish: UndoItem = {
    ...common,
    act: 'finish',
    label: words.finish(names),
    detail: words.soFar(threads, threads + left),
  };
  const undo: UndoItem = { ...common, act: 'undo', label: words.undo(names), detail: wouldUndo(summary) };
  return [finish, undo];
}

function doneItem(summary: OperationSummary, now: number): UndoItem {
  return {
    act: 'undo',
    summary,
    label: operationWords[summary.kind].didNames(inQuickPick(namesOf(summary.name, summary.threads))),
    description: timeAgo(summary.startedAt, now).spoken,
    detail: wouldUndo(summary),
  };
}
