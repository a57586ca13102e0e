// Colours rows as VS Code colours files: those of threads in trouble, with a letter at the end of the row, and those
// that are only shown between threads of their view. The rows' icons and words say the same.
import { EventEmitter, FileDecoration, ThemeColor, Uri, window, type Disposable } from 'vscode';
import type { RowStatus, ThreadStatuses } from '../operations/threadStatuses';
import { statuses as looks, statusInWords } from '../words/statuses';

const SCHEME = 'codex-thread';
const BETWEEN = 'between';
export const GREY = 'disabledForeground';

/** The URI under which a thread's row is decorated. No file has it. */
export function decoratedUri(threadId: string, between = false): Uri {
  return Uri.from({ scheme: SCHEME, authority: between ? BETWEEN : '', path: `/${threadId}` });
}

/** Decorates rows in between, and others as long as their threads have a status with a badge. */
export function decorateStatuses(statuses: ThreadStatuses): Disposable {
  const changed = new EventEmitter<Uri[]>();
  // Most threads of an operation never have a badge: VS Code is told only of those that have or had one.
  const marked = new Set<string>();
  const subscription = statuses.onDidChange(threadIds => {
    const different = threadIds.filter(threadId => {
      const status = statuses.get(threadId);
      const wasMarked = marked.delete(threadId);
      const isMarked = status !== undefined && looks[status.status].badge !== undefined;
      if (isMarked) {
        marked.add(threadId);
      }
      return wasMarked || isMarked;
    });
    if (different.length > 0) {
      changed.fire(different.map(threadId => decoratedUri(threadId)));
    }
  });
  const registration = window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: ({ scheme, authority, path }) =>
      scheme !== SCHEME ? undefined : authority === BETWEEN ? greyed() : decorationOf(statuses.get(path.slice(1))),
  });
  return {
    dispose: () => {
      registration.dispose();
      subscription.dispose();
      changed.dispose();
    },
  };
}

function decorationOf(status: RowStatus | undefined): FileDecoration | undefined {
  if (status === undefined) {
    return undefined;
  }
  const { badge, color } = looks[status.status];
  return badge === undefined
    ? undefined
    : new FileDecoration(badge, statusInWords(status), color === undefined ? undefined : new ThemeColor(color));
}

function greyed(): FileDecoration {
  return new FileDecoration(undefined, undefined, new ThemeColor(GREY));
}
