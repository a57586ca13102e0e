// Codex's own methods that the thread server answers.
import { FailureError } from '../failure';
import type { ThreadHome } from '../home/threadHome';
import type { HomeOperations } from '../operations/lease';
import type { Notify, RequestContext } from '../rpc';
import { decodeThreadList, decodeThreadRead } from './params';
import { createThreadArchiving } from './threadArchive';
import { listThreads } from './threadList';
import { readThread } from './threadRead';
import { readError } from './words';

export type CodexMethods = Record<string, (params: unknown, context: RequestContext) => Promise<unknown>>;

/** The handlers, by method. They throw ResponseError with Codex's code and text. */
export function createCodexMethods(home: ThreadHome, operations: HomeOperations, notify: Notify): CodexMethods {
  const { archive, unarchive } = createThreadArchiving(home, operations, notify);
  return {
    'thread/list': async params => {
      const query = decodeThreadList(params);
      return home
        .read((db, context) => listThreads(db, context, home.path(), query), undefined, {
          indexes: true,
          wholeValues: true,
        })
        .catch(inWords('list threads'));
    },
    'thread/read': async params => {
      const { threadId } = decodeThreadRead(params);
      return home
        .read((db, context) => readThread(db, context, home.path(), threadId), undefined, { wholeValues: true })
        .catch(inWords('read thread'));
    },
    'thread/archive': archive,
    'thread/unarchive': unarchive,
  };
}

function inWords(what: Parameters<typeof readError>[0]): (error: unknown) => never {
  return error => {
    throw error instanceof FailureError ? readError(what, error.failure) : error;
  };
}
