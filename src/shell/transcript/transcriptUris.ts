// The addresses of transcripts as VS Code's: transcriptAddress.ts reads them.
import { Uri } from 'vscode';
import { transcriptPath, transcriptQuery, transcriptScheme, type TranscriptPart } from '../../protocol/transcriptUri';

/** `name`: what the editor's tab shows. */
export function uriOfTranscript(threadId: string, name: string, part: TranscriptPart = { kind: 'newest' }): Uri {
  return Uri.from({
    scheme: transcriptScheme,
    path: transcriptPath({ threadId, title: name, part }),
    query: transcriptQuery(part),
  });
}
