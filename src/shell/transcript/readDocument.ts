// Reads a document of a transcript: what is loaded only when the first is opened.
import { Disposable, FileSystemError, type LogOutputChannel, type Uri } from 'vscode';
import type { ThreadService } from '../connection/threadService';
import { judge } from '../errors';
import { openFolders } from '../openFolders';
import { oneLine } from '../words/escape';
import { foldAppended } from './foldAppended';
import { followEnds } from './followEnd';
import { addressOfTranscript } from './transcriptAddress';
import { wordsOfTranscripts } from './wordsOfTranscripts';

/** Folds what is added to open documents, and keeps their ends in sight. */
export function keepReadable(service: ThreadService, log: LogOutputChannel): Disposable {
  return Disposable.from(foldAppended(service, log), followEnds());
}

/** The bytes of a document. Rejects with what VS Code shows instead of it. */
export async function readDocument(uri: Uri, service: ThreadService, log: LogOutputChannel): Promise<Uint8Array> {
  const address = addressOfTranscript(uri);
  if (address === undefined) {
    throw FileSystemError.FileNotFound(uri);
  }
  const { threadId, part } = address;
  try {
    const { text, picture } = await service.request('threadTree/transcript', {
      threadId,
      uri: uri.toString(),
      part,
      words: wordsOfTranscripts(),
      folders: openFolders(),
    });
    return picture === undefined ? new TextEncoder().encode(text) : Buffer.from(picture, 'base64');
  } catch (error) {
    const verdict = judge(error);
    if (verdict.kind === 'bug') {
      log.error(verdict.detail);
    }
    throw FileSystemError.Unavailable(verdict.kind === 'cancelled' ? uri : oneLine(verdict.message));
  }
}
