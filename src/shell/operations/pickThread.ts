import { t } from '@vscode/l10n';
import { window, type QuickPickItem } from 'vscode';
import { UserFacingError } from '../errors';
import { inQuickPick } from '../words/escape';
import type { ThreadService } from '../connection/threadService';
import type { OperationKind, TreeRow } from '../../protocol/methods';
import { description } from '../tree/rowText';
import type { Target } from './targets';

const PAGE = 200;

interface ThreadItem extends QuickPickItem {
  row: TreeRow;
}

/** What the thread is picked for. */
type Purpose = OperationKind | 'archiveChildren';

const questions: Record<Purpose, () => string> = {
  archive: () => t('Archive which thread, with its children?'),
  unarchive: () => t('Unarchive which thread, with its children?'),
  archiveChildren: () => t('Archive the children of which thread?'),
};

const answersWhenNone: Record<Purpose, () => string> = {
  archive: () => t('There are no active threads'),
  unarchive: () => t('There are no archived threads'),
  archiveChildren: () => t('There are no active threads with children'),
};

/**
 * Lets the user choose one of the top-level threads that fit the purpose, while they are still coming in; empty: none.
 */
export async function pickThread(service: Pick<ThreadService, 'list'>, purpose: Purpose): Promise<Target[]> {
  const picker = window.createQuickPick<ThreadItem>();
  picker.placeholder = questions[purpose]();
  picker.matchOnDescription = true;
  picker.busy = true;
  let open = true;
  const picked = new Promise<Target[]>(resolve => {
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
  });
  picker.show();

  try {
    const items: ThreadItem[] = [];
    let offset = 0;
    for (;;) {
      const { rows, total, problem } = await service.list({
        view: purpose === 'unarchive' ? 'archived' : 'threads',
        offset,
        limit: PAGE,
      });
      if (!open) {
        break;
      }
      if (problem !== null) {
        throw new UserFacingError(problem.message);
      }
      offset += rows.length;
      const fitting = purpose === 'archiveChildren' ? rows.filter(({ descendants }) => descendants > 0) : rows;
      items.push(
        ...fitting.map(row => ({
          row,
          label: inQuickPick(row.name),
          description: inQuickPick(description(row, undefined, Date.now() / 1000)),
        })),
      );
      picker.items = [...items];
      if (rows.length === 0 || offset >= total) {
        picker.busy = false;
        if (items.length === 0) {
          picker.placeholder = answersWhenNone[purpose]();
        }
        break;
      }
    }
  } catch (error) {
    picker.hide();
    throw error;
  }
  return picked;
}
