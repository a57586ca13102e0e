// The names of threads in a report lead to their transcripts.
import { DocumentLink, Range } from 'vscode';
import type { ReportedThread } from '../../protocol/methods';
import { uriOfTranscript } from '../transcript/transcriptUris';

/** `text`: as `reportText` made it of these threads: a block each, between the title and the totals. */
export function reportLinks(text: string, threads: readonly ReportedThread[]): DocumentLink[] {
  const links: DocumentLink[] = [];
  let line = 0;
  for (const [at, block] of text.split('\n\n').entries()) {
    const thread = threads[at - 1];
    const [title = '', ...rest] = block.split('\n');
    // Two blanks stand between number and name.
    const start = title.indexOf('  ') + 2;
    if (thread !== undefined && start < title.length) {
      const target = uriOfTranscript(thread.threadId, thread.name);
      links.push(new DocumentLink(new Range(line, start, line, title.length), target));
    }
    line += rest.length + 2;
  }
  return links;
}
