// The addresses of transcripts: `codex-thread:/<thread id>.codex-thread/<title>?<part>`. The title is what the editor's
// tab shows; the part is what of the thread the document has. Both sides make them: the server for links. What is no
// page of a transcript has a folder before its title, so that VS Code takes its language from the title.
// parseTranscriptUri.ts reads them.

export const transcriptScheme = 'codex-thread';
export const transcriptLanguage = 'codex-transcript';

/** What of a thread a document has. */
export type TranscriptPart =
  /** The newest turns: all, unless there are more than an editor can show. */
  | { kind: 'newest' }
  /** As many as fit of those that come before a turn, counted from 0. */
  | { kind: 'before'; turn: number }
  /** All of one item. */
  | { kind: 'item'; id: string }
  /** A file before or after one of the changes of an item, counted from 0. */
  | { kind: 'change'; id: string; index: number; side: ChangeSide }
  /** A picture within an item's line, counted from 0. */
  | { kind: 'picture'; id: string; index: number }
  /** The thread's rollouts as they are. */
  | { kind: 'raw' };

export type ChangeSide = 'before' | 'after';

export interface TranscriptAddress {
  threadId: string;
  title: string;
  part: TranscriptPart;
}

const TITLE_LIMIT = 100;

/** A title is one segment of a path: what would end it, or be taken for a folder, is replaced. */
export function transcriptPath({ threadId, title, part }: TranscriptAddress): string {
  const folder = part.kind === 'change' ? part.side : part.kind === 'raw' || part.kind === 'picture' ? part.kind : '';
  const name = [...title.replaceAll('/', '∕').replaceAll('\\', '∖')].slice(0, TITLE_LIMIT).join('').toWellFormed();
  return `/${threadId}.codex-thread/${folder && `${folder}/`}${/^\.*$/.test(name) ? `${name}…` : name}`;
}

export function transcriptQuery(part: TranscriptPart): string {
  switch (part.kind) {
    case 'newest':
      return '';
    case 'before':
      return `before=${part.turn}`;
    case 'item':
      return `item=${part.id}`;
    case 'change':
      return `${part.side}=${part.index}=${part.id}`;
    case 'picture':
      return `picture=${part.index}=${part.id}`;
    case 'raw':
      return 'raw';
  }
}

/** The whole address, encoded. */
export function transcriptUri(address: TranscriptAddress): string {
  const path = transcriptPath(address).split('/').map(encodeURIComponent).join('/');
  const query = transcriptQuery(address.part);
  return `${transcriptScheme}:${path}${query === '' ? '' : `?${encodeURIComponent(query)}`}`;
}
