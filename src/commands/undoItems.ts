// The entries of the picker of operations, as plain data.
import { inQuickPick } from '../client/plainText';
import type { OperationSummary } from '../protocol/threadTree';
import { timeAgo } from '../views/relativeTime';
import { grouped } from '../views/words';
import { namesOf, operationWords, threadsAre } from './operationWords';

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
  const { doing, result } = operationWords[kind];
  const what = `${doing.toLowerCase()} ${inQuickPick(namesOf(summary.name, threads + left))}`;
  const common = { description: timeAgo(summary.startedAt, now).spoken, summary };
  const finish: UndoItem = { ...common, act: 'finish', label: `Finish ${what}`, detail: `Interrupted: ${grouped(threads)} of ${threadsAre(threads + left, threads + left, result)}` };
  const undo: UndoItem = { ...common, act: 'undo', label: `Undo ${what}`, detail: whatUndoDoes(summary) };
  return [finish, undo];
}

function doneItem(summary: OperationSummary, now: number): UndoItem {
  return {
    act: 'undo', summary,
    label: `${operationWords[summary.kind].did} ${inQuickPick(namesOf(summary.name, summary.threads))}`,
    description: timeAgo(summary.startedAt, now).spoken,
    detail: whatUndoDoes(summary),
  };
}

function whatUndoDoes({ kind, threads }: OperationSummary): string {
  return `Then ${threadsAre(threads, threads, operationWords[kind].undone)}`;
}
