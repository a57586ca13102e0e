// Reads the addresses of transcripts, which transcriptUri.ts makes. They are apart because the code that a window loads
// at activation only makes addresses.
import type { TranscriptAddress, TranscriptPart } from './transcriptUri';

const place = /^\/([0-9a-f-]{36})\.codex-thread\/(?:(?:before|after|picture|raw)\/)?([^/]*)$/;

/** Reads the parts of an address, decoded; undefined if they are of another form. */
export function parseTranscriptUri({ path, query }: { path: string; query: string }): TranscriptAddress | undefined {
  const [, threadId, title] = place.exec(path) ?? [];
  if (threadId === undefined || title === undefined) return undefined;
  const part = partOf(query);
  return part && { threadId, title, part };
}

function partOf(query: string): TranscriptPart | undefined {
  if (query === '') return { kind: 'newest' };
  if (query === 'raw') return { kind: 'raw' };
  const [, name, value = ''] = /^(item|before|after|picture)=(.+)$/.exec(query) ?? [];
  if (name === 'item') return { kind: 'item', id: value };
  if (name === 'before' && /^\d{1,9}$/.test(value)) return { kind: 'before', turn: Number(value) };
  const [, index, id] = /^(\d{1,9})=(.+)$/.exec(value) ?? [];
  if (id === undefined) return undefined;
  if (name === 'picture') return { kind: name, id, index: Number(index) };
  return name === 'before' || name === 'after' ? { kind: 'change', id, index: Number(index), side: name } : undefined;
}
