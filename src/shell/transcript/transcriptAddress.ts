// What a document of VS Code shows of a transcript, by its address.
import type { Uri } from 'vscode';
import { parseTranscriptUri } from '../../protocol/parseTranscriptUri';
import { transcriptScheme, type TranscriptAddress } from '../../protocol/transcriptUri';

/** Undefined if it is not the address of a transcript. */
export function addressOfTranscript(uri: Uri): TranscriptAddress | undefined {
  return uri.scheme === transcriptScheme ? parseTranscriptUri(uri) : undefined;
}
