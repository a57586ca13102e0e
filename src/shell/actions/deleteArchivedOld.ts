// *Delete Archived Older Than…*: which archived threads Codex deletes for good, after a look at all of them.
import { l10n, window, type QuickPickItem } from 'vscode';
import { ORPHANS, type TreeRow } from '../../protocol/methods';
import { pickDays } from '../cleanUp/cleanUpOld';
import type { CommandContext, CommandHandler } from '../commandContext';
import { FailedRequest } from '../errors';
import { pickerDescription } from '../tree/rowText';
import { inQuickPick } from '../words/escape';
import { grouped, threadsInWords } from '../words/sentences';
import { deleteThreads } from './deletePermanently';

const PAGE = 500;
const DAY_SECONDS = 86_400;

interface OldItem extends QuickPickItem {
  row: TreeRow;
}

/** Lists what was archived so long ago, all checked, and deletes what stays checked. */
export const deleteArchivedOld: CommandHandler = async context => {
  const title = l10n.t('Delete Archived Threads');
  const days = await pickDays({
    title,
    placeHolder: l10n.t('Delete threads that were archived how long ago?'),
    prompt: l10n.t('Days since a thread was archived'),
  });
  if (days === null) {
    return;
  }
  const now = Date.now() / 1000;
  const rows = await archivedUntil(context.service, now - days * DAY_SECONDS);
  if (rows.length === 0) {
    void window.showInformationMessage(l10n.t('No threads were archived more than {0} days ago.', grouped(days)));
    return;
  }
  const items = rows.map((row): OldItem => ({
    row,
    label: inQuickPick(row.name),
    description: inQuickPick(pickerDescription(row, now)),
    picked: true,
  }));
  const chosen = await window.showQuickPick(items, {
    title,
    placeHolder: l10n.t('{0} with their sub-agents. Uncheck what to keep', threadsInWords(rows.length)),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (chosen !== undefined && chosen.length > 0) {
    await deleteThreads(
      context,
      chosen.map(({ row }) => ({ threadId: row.threadId, name: row.name, insideAnother: false })),
    );
  }
};

/** The top-level threads that were archived until then, and those without a known parent; newest first. */
async function archivedUntil(service: CommandContext['service'], until: number): Promise<TreeRow[]> {
  const found: TreeRow[] = [];
  for (const parentId of [null, ORPHANS]) {
    for (let offset = 0; ;) {
      const page = { view: 'archived', parentId, offset, limit: PAGE } as const;
      const { rows, total, problem } = await service.request('threadTree/list', page);
      if (problem !== null) {
        throw new FailedRequest(problem.failure);
      }
      found.push(...rows.filter(row => row.archived && (row.archivedAt ?? row.newestAt) <= until));
      offset += rows.length;
      if (rows.length === 0 || offset >= total) {
        break;
      }
    }
  }
  return found;
}
