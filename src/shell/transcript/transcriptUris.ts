// The addresses of transcripts as VS Code's.
import { Uri } from 'vscode';
import {
  parseTranscriptUri,
  transcriptPath,
  transcriptQuery,
  transcriptScheme,
  type TranscriptAddress,
  type TranscriptPart,
} from '../../protocol/transcriptUri';

/** `name`: what the editor's tab shows. */
export function uriOfTranscript(threadId: string, name: string, part: TranscriptPart = { kind: 'newest' }): Uri {
  return Uri.from({
    scheme: transcriptScheme,
    path: transcriptPath({ threadId, title: name, part }),
    query: transcriptQuery(part),
  });
}

/** Undefined if it is not the address of a transcript. */
export function addressOfTranscript(uri: Uri): TranscriptAddress | undefined {
  return uri.scheme === transcriptScheme ? parseTranscriptUri(uri) : undefined;
}
