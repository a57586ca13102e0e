// What went wrong with a thread as VS Code marks files: a letter at the end of the row and a colour, which the rows'
// icons and words say as well.
import { EventEmitter, FileDecoration, ThemeColor, Uri, window, type Disposable } from 'vscode';
import type { RowStatus, ThreadStatuses } from '../operations/threadStatuses';
import type { OperationStatus } from '../../protocol/methods';
import { statusInWords } from './rowText';

const SCHEME = 'codex-thread';

/** The address under which a thread's row is decorated. It leads to no file. */
export function decoratedUri(threadId: string): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${threadId}` });
}

const marks: Partial<Record<OperationStatus, { badge: string; color: string }>> = {
  failed: { badge: '!', color: 'list.errorForeground' },
  rolloutMissing: { badge: '?', color: 'list.warningForeground' },
  inUse: { badge: 'U', color: 'list.warningForeground' },
};

/** Decorates rows for as long as their threads have a status that tells of trouble. */
export function decorateStatuses(statuses: ThreadStatuses): Disposable {
  const changed = new EventEmitter<Uri[]>();
  // Most of what an operation tells is of threads that have no mark and had none: VS Code is to hear of the others.
  const marked = new Set<string>();
  const subscription = statuses.onDidChange(threadIds => {
    const different = threadIds.filter(threadId => {
      const status = statuses.get(threadId);
      const wasMarked = marked.delete(threadId);
      const isMarked = status !== undefined && status.status in marks;
      if (isMarked) {
        marked.add(threadId);
      }
      return wasMarked || isMarked;
    });
    if (different.length > 0) {
      changed.fire(different.map(decoratedUri));
    }
  });
  const registration = window.registerFileDecorationProvider({
    onDidChangeFileDecorations: changed.event,
    provideFileDecoration: uri => (uri.scheme === SCHEME ? decorationOf(statuses.get(uri.path.slice(1))) : undefined),
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
  const mark = status && marks[status.status];
  return mark && new FileDecoration(mark.badge, statusInWords(status), new ThemeColor(mark.color));
}
