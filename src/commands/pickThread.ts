import { t } from '@vscode/l10n';
import { window, type QuickPickItem } from 'vscode';
import { UserFacingError } from '../client/errors';
import { inQuickPick } from '../client/plainText';
import type { ThreadService } from '../client/threadService';
import type { OperationKind, TreeRow } from '../protocol/threadTree';
import { description } from '../views/rowText';
import type { Target } from './targets';

const PAGE = 200;

interface ThreadItem extends QuickPickItem {
  row: TreeRow;
}

/** Lets the user choose one of the top-level threads that `kind` applies to, while they are still coming in; empty: none. */
export async function pickThread(service: Pick<ThreadService, 'list'>, kind: OperationKind): Promise<Target[]> {
  const picker = window.createQuickPick<ThreadItem>();
  picker.placeholder = kind === 'archive' ? t('Archive which thread, with its children?') : t('Unarchive which thread, with its children?');
  picker.matchOnDescription = true;
  picker.busy = true;
  let open = true;
  const picked = new Promise<Target[]>(resolve => {
    picker.onDidAccept(() => {
      const row = picker.selectedItems[0]?.row;
      resolve(row === undefined ? [] : [{ threadId: row.threadId, name: row.name }]);
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
    for (;;) {
      const { rows, total, problem } = await service.list({ view: kind === 'archive' ? 'threads' : 'archived', offset: items.length, limit: PAGE });
      if (!open) {
        break;
      }
      if (problem !== null) {
        throw new UserFacingError(problem.message);
      }
      items.push(...rows.map(row => ({ row, label: inQuickPick(row.name), description: inQuickPick(description(row, undefined, Date.now() / 1000)) })));
      picker.items = [...items];
      if (rows.length === 0 || items.length >= total) {
        picker.busy = false;
        if (items.length === 0) {
          picker.placeholder = kind === 'archive' ? t('There are no active threads') : t('There are no archived threads');
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
