// The entries of the picker of operations, as plain data.
import { inQuickPick } from '../words/escape';
import type { OperationSummary } from '../../protocol/methods';
import { timeAgo } from '../words/relativeTime';
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
  /** Operations that their process did not end: each can be finished, and undone. */
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
