import { l10n, window, type QuickPick, type QuickPickItem } from 'vscode';
import { FailedRequest } from '../errors';
import { inQuickPick } from '../words/escape';
import type { ThreadService } from '../connection/threadService';
import type { OperationKind, TreeRow } from '../../protocol/methods';
import { pickerDescription } from '../tree/rowText';
import type { Target } from './targets';

const PAGE = 200;

interface ThreadItem extends QuickPickItem {
  row: TreeRow;
}

/** What the thread is picked for. */
export type Purpose =
  OperationKind | 'archiveSubAgents' | 'report' | 'resume' | 'rename' | 'pin' | 'unpin' | 'move' | 'delete';

const questions: Record<Purpose, () => string> = {
  archive: () => l10n.t('Archive which thread, with its sub-agents?'),
  unarchive: () => l10n.t('Unarchive which thread, with its sub-agents?'),
  archiveSubAgents: () => l10n.t('Archive the sub-agents of which thread?'),
  report: () => l10n.t('Report the sub-agents of which thread?'),
  resume: () => l10n.t('Continue which thread?'),
  rename: () => l10n.t('Rename which thread?'),
  pin: () => l10n.t('Pin which thread?'),
  unpin: () => l10n.t('Unpin which thread?'),
  move: () => l10n.t('Move which thread to a section?'),
  delete: () => l10n.t('Delete which thread permanently, with its sub-agents?'),
};

const answersWhenNone: Record<Purpose, () => string> = {
  archive: () => l10n.t('There are no active threads'),
  unarchive: () => l10n.t('There are no archived threads'),
  archiveSubAgents: () => l10n.t('There are no active threads with sub-agents'),
  report: () => l10n.t('There are no active threads with sub-agents'),
  resume: () => l10n.t('There are no active threads'),
  rename: () => l10n.t('There are no active threads'),
  pin: () => l10n.t('There are no active threads'),
  unpin: () => l10n.t('There are no pinned threads'),
  move: () => l10n.t('There are no active threads'),
  delete: () => l10n.t('There are no active threads'),
};

/** Lets the user pick a suitable top-level thread while the list is still being read. Empty: none was picked. */
export function pickThread(service: Pick<ThreadService, 'request'>, purpose: Purpose): Promise<Target[]> {
  const picker = window.createQuickPick<ThreadItem>();
  picker.placeholder = questions[purpose]();
  picker.matchOnDescription = true;
  picker.busy = true;
  return new Promise((resolve, reject) => {
    let open = true;
    picker.onDidAccept(() => {
      const row = picker.selectedItems[0]?.row;
      resolve(row === undefined ? [] : [{ threadId: row.threadId, name: row.name, insideAnother: false }]);
      picker.hide();
    });
    picker.onDidHide(() => {
      open = false;
      resolve([]);
      picker.dispose();
    });
    picker.show();
    fill(picker, service, purpose, () => open).catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      if (open) {
        picker.hide();
      }
    });
  });
}

/** Reads the threads page by page, until the picker is closed. */
async function fill(
  picker: QuickPick<ThreadItem>,
  service: Pick<ThreadService, 'request'>,
  purpose: Purpose,
  isOpen: () => boolean,
): Promise<void> {
  const items: ThreadItem[] = [];
  for (let offset = 0; ;) {
    const { rows, total, problem } = await service.request('threadTree/list', {
      view: purpose === 'unarchive' ? 'archived' : 'threads',
      offset,
      limit: PAGE,
    });
    if (!isOpen()) {
      return;
    }
    if (problem !== null) {
      throw new FailedRequest(problem.failure);
    }
    offset += rows.length;
    const fitting = rows.filter(row => fits(row, purpose));
    items.push(
      ...fitting.map(row => ({
        row,
        label: inQuickPick(row.name),
        description: inQuickPick(pickerDescription(row, Date.now() / 1000)),
      })),
    );
    picker.items = [...items];
    if (rows.length === 0 || offset >= total) {
      picker.busy = false;
      if (items.length === 0) {
        picker.placeholder = answersWhenNone[purpose]();
      }
      return;
    }
  }
}

function fits({ descendants, pinned }: TreeRow, purpose: Purpose): boolean {
  switch (purpose) {
    case 'archiveSubAgents':
    case 'report':
      return descendants > 0;
    case 'pin':
      return !pinned;
    case 'unpin':
      return pinned;
    case 'archive':
    case 'unarchive':
    case 'resume':
    case 'rename':
    case 'move':
    case 'delete':
      return true;
  }
}
