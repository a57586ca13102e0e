// The documents of transcripts as files that cannot be written. VS Code reads them again when they change, and applies
// only the difference: folds and carets stay.
import {
  Disposable,
  EventEmitter,
  FileChangeType,
  FilePermission,
  FileSystemError,
  FileType,
  workspace,
  type FileChangeEvent,
  type FileStat,
  type FileSystemProvider,
  type LogOutputChannel,
  type TextDocument,
  type Uri,
} from 'vscode';
import { transcriptScheme } from '../../protocol/transcriptUri';
import type { ThreadService } from '../connection/threadService';

/** VS Code asks for a file's size and content just before it opens the document. */
const OPENING_MS = 30_000;

interface OpenFile {
  uri: Uri;
  /** Grows with each change: VS Code compares it. */
  mtime: number;
  bytes: Promise<Uint8Array>;
  isStale: boolean;
}

/** Registers the files. They are kept, and followed by the server, as long as they have a document. */
export function serveTranscripts(service: ThreadService, log: LogOutputChannel): Disposable {
  const files = new Map<string, OpenFile>();
  const changes = new EventEmitter<FileChangeEvent[]>();
  const timers = new Set<NodeJS.Timeout>();
  let keeping: Disposable | undefined;

  const read = async (uri: Uri): Promise<Uint8Array> => {
    const { keepReadable, readDocument } = await import('./readDocument');
    keeping ??= keepReadable(service, log);
    return readDocument(uri, service, log);
  };
  const forget = (uri: Uri) => {
    if (files.delete(uri.toString())) {
      // A server that is gone follows nothing.
      service.request('threadTree/closeTranscript', { uri: uri.toString() }).catch(() => undefined);
    }
  };
  const file = (uri: Uri): OpenFile => {
    const key = uri.toString();
    const known = files.get(key);
    if (known?.isStale === false) {
      return known;
    }
    const made: OpenFile = { uri, mtime: (known?.mtime ?? Date.now()) + 1, bytes: read(uri), isStale: false };
    files.set(key, made);
    made.bytes.catch(() => {
      if (files.get(key) === made) {
        files.delete(key);
      }
    });
    if (known === undefined) {
      forgetUnlessOpened(uri);
    }
    return made;
  };
  const forgetUnlessOpened = (uri: Uri) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (!workspace.textDocuments.some(document => isOf(document, uri))) {
        forget(uri);
      }
    }, OPENING_MS);
    timers.add(timer);
  };
  const changed = (open: readonly OpenFile[]) => {
    for (const each of open) {
      each.isStale = true;
    }
    changes.fire(open.map(({ uri }) => ({ type: FileChangeType.Changed, uri })));
  };

  const readOnly = (): never => {
    throw FileSystemError.NoPermissions();
  };
  const provider: FileSystemProvider = {
    onDidChangeFile: changes.event,
    watch: () => new Disposable(() => undefined),
    stat: async (uri): Promise<FileStat> => {
      const { bytes, mtime } = file(uri);
      const { length } = await bytes;
      return { type: FileType.File, ctime: 0, mtime, size: length, permissions: FilePermission.Readonly };
    },
    readFile: uri => file(uri).bytes,
    readDirectory: () => [],
    createDirectory: readOnly,
    writeFile: readOnly,
    delete: readOnly,
    rename: readOnly,
  };

  return Disposable.from(
    workspace.registerFileSystemProvider(transcriptScheme, provider, { isReadonly: true, isCaseSensitive: true }),
    service.onNotification('threadTree/transcriptChanged', ({ uri }) => {
      const open = files.get(uri);
      if (open !== undefined) {
        changed([open]);
      }
    }),
    // Another server has to be asked for the documents before it knows them.
    service.onDidChange(revision => {
      if (revision === null && files.size > 0) {
        changed([...files.values()]);
      }
    }),
    workspace.onDidCloseTextDocument(document => {
      if (document.uri.scheme === transcriptScheme) {
        forget(document.uri);
      }
    }),
    changes,
    new Disposable(() => {
      timers.forEach(clearTimeout);
      keeping?.dispose();
    }),
  );
}

function isOf(document: TextDocument, uri: Uri): boolean {
  return document.uri.toString() === uri.toString();
}
