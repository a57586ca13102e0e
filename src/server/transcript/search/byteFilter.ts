// Tells from the bytes of a rollout whether it can have a hit, without parsing it: the bytes of the query must occur in
// a line in which something was said or done. Codex's own instructions contain most words, and every rollout has them.
import { escapeRegExp } from './textMatcher';

export interface ByteFilter {
  /** Reads the next bytes, in order. They may be overwritten afterwards. */
  push(block: Buffer): void;
  /** There can be a hit in what was read so far. */
  isPossible(): boolean;
}

/** Strings of this size are made and dropped without asking the system for memory. */
const PIECE_BYTES = 64 * 1024;
/** What a line must have, at its beginning, to be left out. */
const HEAD_LENGTH = 512;
// Not the user's messages of `response_item` either: they repeat the prompts, or are what Codex tells the model of the
// folder. But Codex before 0.158 writes commands that the user typed only there.
const hidden =
  /^\{"timestamp":"[^"]*",(?:"ordinal":\d+,)?"type":(?:"(?:session_meta|world_state|turn_context|token_usage_record|retained_context|inter_agent_communication_metadata)"|"event_msg","payload":\{"type":"(?:thread_settings_applied|thread_name_updated|token_count|task_started)"|"response_item","payload":\{"type":(?:"reasoning"|"additional_tools"|"message",(?:"id":"[^"]*",)?"role":"(?:developer|assistant|user(?![^]*<user_shell_command>))"))/;

/** A filter for one query, which is not empty. Each rollout needs its own `ByteFilter`. */
export function createByteFilters(query: string, matchCase: boolean): () => ByteFilter {
  const pattern = bytePattern(query, matchCase);
  // Longer than any form of the query: what is held back contains a match that two blocks share.
  const overlap = 8 * Buffer.byteLength(JSON.stringify(query));
  return () => {
    let isPossible = false;
    let tail = '';
    /** The beginning of the line to which the first byte of `tail` belongs. */
    let head = '';
    return {
      push: block => {
        // Pieces overlap; what the first one of a block shares with the last block is joined to it.
        for (let from = 0; from < block.length && !isPossible; from += PIECE_BYTES) {
          const shared = Math.min(from, overlap);
          const piece = block.toString('latin1', from - shared, from + PIECE_BYTES);
          const text = from === 0 ? tail + piece : piece;
          isPossible = matches(text, head, pattern);
          const cut = Math.max(0, text.length - overlap);
          const lineStart = cut === 0 ? -1 : text.lastIndexOf('\n', cut - 1);
          head =
            lineStart < 0
              ? (head + text.slice(0, cut)).slice(0, HEAD_LENGTH)
              : text.slice(lineStart + 1, cut).slice(0, HEAD_LENGTH);
          if (from + PIECE_BYTES >= block.length) tail = text.slice(cut);
        }
      },
      isPossible: () => isPossible,
    };
  };
}

/** `firstHead`: what comes before the text in its first line. */
function matches(text: string, firstHead: string, pattern: RegExp): boolean {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const lineStart = text.lastIndexOf('\n', match.index);
    const head = (
      lineStart < 0 ? firstHead + text.slice(0, HEAD_LENGTH) : text.slice(lineStart + 1, lineStart + 1 + HEAD_LENGTH)
    ).slice(0, HEAD_LENGTH);
    if (!hidden.test(head)) return true;
    const lineEnd = text.indexOf('\n', match.index);
    if (lineEnd < 0) return false;
    pattern.lastIndex = lineEnd;
  }
  return false;
}

/**
 * The query as JSON has it, in the bytes of UTF-8, of which each is a character of Latin 1. No two alternatives match
 * the same bytes: the search would take exponential time.
 */
function bytePattern(query: string, matchCase: boolean): RegExp {
  const forms = [...query].map(character => {
    // The arguments of a call are JSON within JSON.
    const cases = matchCase ? [character] : casesOf(character);
    const written = new Set(cases.flatMap(each => [asJson(each), asJson(asJson(each))]));
    const bytes = [...written].map(each => escapeRegExp(Buffer.from(each).toString('latin1')));
    return bytes.length === 1 ? bytes.join('') : `(?:${bytes.join('|')})`;
  });
  return new RegExp(forms.join(''), 'g');
}

function asJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function casesOf(character: string): string[] {
  const upper = character.toUpperCase();
  return [...new Set([character, character.toLowerCase(), upper, upper.toLowerCase()])];
}
