// *Show Subtree Report*: reads what the sub-agents of a thread did, and shows it as a document.
import { CancellationTokenSource, l10n, Uri, window, workspace } from 'vscode';
import { ViewId } from '../../manifest';
import type { CommandHandler } from '../commandContext';
import { pickThread } from '../operations/pickThread';
import { withProgress } from '../operations/progress';
import { threadIdsOf, threadTargets } from '../operations/targets';
import { fileName } from '../words/fileName';
import { reportScheme } from './subtreeReports';

/**
 * Reports the sub-agents of the clicked thread; from the palette, of the focused one, or of one that is picked. Reads
 * them anew each time.
 */
export const showReport: CommandHandler = async ({ service, views, reports }, ...args) => {
  const targets = args.length > 0 ? [] : threadTargets(await views.threads.chosen());
  const [known] = args.length > 0 ? threadIdsOf(args.slice(0, 1)) : targets.map(target => target.threadId);
  const [picked] = known === undefined && args.length === 0 ? await pickThread(service, 'report') : [];
  const threadId = known ?? picked?.threadId;
  if (threadId === undefined) {
    return;
  }
  const cancel = new CancellationTokenSource();
  const title = l10n.t('Reading what sub-agents did');
  const request = service.request('threadTree/report', { threadId }, cancel.token);
  const report = await withProgress(request, { viewId: ViewId.threads, title, cancel });
  const uri = Uri.from({
    scheme: reportScheme,
    authority: threadId,
    path: `/${fileName(l10n.t('Report: {0}', report.name.slice(0, 60)), '.txt')}`,
  });
  reports.reports.set(threadId, report);
  reports.changed.fire(uri);
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
};
