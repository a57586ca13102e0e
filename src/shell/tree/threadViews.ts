// Both trees, and what they share: the context keys for menus and welcome texts.
import type { Disposable, LogOutputChannel, Memento } from 'vscode';
import { openFolders } from '../openFolders';
import type { OperationRunner } from '../operations/operationRunner';
import type { ThreadService } from '../connection/threadService';
import type { ThreadStatuses } from '../operations/threadStatuses';
import { ContextKey, ViewId } from '../../manifest';
import type { HomeProblem } from '../../protocol/methods';
import { Coalescer } from '../coalescer';
import { decorateStatuses } from './statusDecorations';
import { createLastRows } from './lastRows';
import { createThreadView, type ThreadView } from './threadView';
import { failureInWords } from '../words/failureInWords';
import { createViewChoices } from '../viewOptions/choicesStore';
import { setContext } from '../viewOptions/viewContext';

export interface ThreadViews extends Disposable {
  readonly threads: ThreadView;
  readonly archived: ThreadView;
  /** Selects the thread's row in the view that has it. */
  reveal(threadId: string): Promise<void>;
}

/**
 * Registers both trees and maintains the context keys that they share. `memory` remembers their choices; the rows that
 * they showed last are in `folder`.
 */
export function createThreadViews(
  service: ThreadService,
  statuses: ThreadStatuses,
  operations: OperationRunner,
  memory: Memento,
  folder: string,
  log: LogOutputChannel,
): ThreadViews {
  let logged: string | null = null;
  const looked = (problem: HomeProblem | null) => {
    setContext(ContextKey.problem, problem?.code ?? 'none');
    const message = problem === null ? null : failureInWords(problem.failure);
    if (message !== null && message !== logged) {
      log.warn(message);
    }
    logged = message;
  };

  const choicesOf = (view: 'threads' | 'archived') =>
    createViewChoices(view, memory, error => log.error(String(error)));
  const common = { service, statuses, operations, log, looked, folders: openFolders };
  const threads = createThreadView({
    ...common,
    viewId: ViewId.threads,
    view: 'threads',
    kind: 'archive',
    choices: choicesOf('threads'),
    lastRows: createLastRows('threads', folder, log),
  });
  const archived = createThreadView({
    ...common,
    viewId: ViewId.archived,
    view: 'archived',
    kind: 'unarchive',
    choices: choicesOf('archived'),
    lastRows: createLastRows('archived', folder, log),
  });

  const keysSoon = new Coalescer<string>(
    () => {
      setContext(ContextKey.hasFailures, statuses.failures().length > 0);
    },
    50,
    50,
  );
  const subscriptions = [statuses.onDidChange(threadIds => keysSoon.trigger(threadIds)), decorateStatuses(statuses)];

  return {
    threads,
    archived,
    reveal: async threadId => {
      if (!(await threads.reveal(threadId))) {
        await archived.reveal(threadId);
      }
    },
    dispose: () => {
      subscriptions.forEach(subscription => {
        subscription.dispose();
      });
      keysSoon.dispose();
      threads.dispose();
      archived.dispose();
    },
  };
}
