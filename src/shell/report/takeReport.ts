// The text of a report's document, when VS Code asks for it.
import type { CancellationToken, Uri } from 'vscode';
import type { ReportedThread, SubtreeReport } from '../../protocol/methods';
import type { ThreadService } from '../connection/threadService';
import { reportText } from './reportText';

/** Takes the thread's report. If there is none, an earlier window left the tab open: reads it. */
export async function takeReport(
  { reports, shown }: { reports: Map<string, SubtreeReport>; shown: Map<string, readonly ReportedThread[]> },
  service: ThreadService,
  { authority: threadId }: Uri,
  token: CancellationToken,
): Promise<string> {
  const report = reports.get(threadId) ?? (await service.request('threadTree/report', { threadId }, token));
  reports.delete(threadId);
  shown.set(threadId, report.threads);
  return reportText(report);
}
