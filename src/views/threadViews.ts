// Both trees, and what they have in common: the context keys for menus and welcome texts.
import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import type { Operations } from '../client/operations';
import type { ThreadService } from '../client/threadService';
import type { ThreadStatuses } from '../client/threadStatuses';
import { ContextKey, ViewId } from '../manifest';
import type { HomeProblem } from '../protocol/threadTree';
import { Coalescer } from './coalescer';
import { createThreadView, type ThreadView } from './threadView';

export interface ThreadViews extends Disposable {
  readonly threads: ThreadView;
  readonly archived: ThreadView;
  /** Selects the thread's row in the view that has it. */
  reveal(threadId: string): Promise<void>;
}

/** Registers both trees and keeps the context keys that they share. */
export function createThreadViews(service: ThreadService, statuses: ThreadStatuses, operations: Operations, log: LogOutputChannel): ThreadViews {
  let logged: string | undefined;
  const looked = (problem: HomeProblem | null) => {
    setContext(ContextKey.problem, problem?.code ?? 'none');
    if (problem !== null && problem.message !== logged) {
      log.warn(problem.message);
    }
    logged = problem?.message;
  };

  const common = { service, statuses, operations, log, looked };
  const threads = createThreadView({ ...common, viewId: ViewId.threads, view: 'threads', kind: 'archive' });
  const archived = createThreadView({ ...common, viewId: ViewId.archived, view: 'archived', kind: 'unarchive' });

  const keysSoon = new Coalescer<string>(() => {
    setContext(ContextKey.hasFailures, statuses.failures().length > 0);
  }, 50, 50);
  const subscription = statuses.onDidChange(threadIds => keysSoon.trigger(threadIds));

  return {
    threads,
    archived,
    reveal: async threadId => {
      if (!await threads.reveal(threadId)) {
        await archived.reveal(threadId);
      }
    },
    dispose: () => {
      subscription.dispose();
      keysSoon.dispose();
      threads.dispose();
      archived.dispose();
    },
  };
}

function setContext(key: string, value: unknown): void {
  void commands.executeCommand('setContext', key, value);
}
