// Finds the hits in the turns of a thread.
import type { Turn } from '../../../protocol/transcript';
import type { TranscriptHit } from '../../../protocol/transcriptSearch';
import { itemText } from './itemText';
import type { TextMatcher } from './textMatcher';

/** A hit, and where it is, before the turns are counted. */
export interface TurnHit extends Omit<TranscriptHit, 'turn'> {
  turn: Turn;
}

/** In characters, on each side of a hit. */
const AROUND = 100;

/** The lines of one turn with hits, at most `limit`, one hit of each line. */
export function hitsOfTurn(turn: Turn, matcher: TextMatcher, limit: number): TurnHit[] {
  const hits: TurnHit[] = [];
  const search = (text: string, itemId: string | null, itemType: TranscriptHit['itemType']): void => {
    let [line, counted] = [0, 0];
    for (let match = matcher.find(text); match && hits.length < limit;) {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < match.start; at = text.indexOf('\n', counted)) {
        line++;
        counted = at + 1;
      }
      hits.push({ turn, turnId: turn.id, itemId, itemType, line, ...lineAround(text, match.start, match.end) });
      const next = text.indexOf('\n', match.end);
      match = next < 0 ? undefined : matcher.find(text, next);
    }
  };
  for (const item of turn.items) search(itemText(item), item.id, item.type);
  if (turn.error) search(turn.error.message, null, null);
  return hits;
}

function lineAround(text: string, start: number, end: number): Pick<TurnHit, 'text' | 'start' | 'end'> {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const from = Math.max(start === 0 ? 0 : lineStart, start - AROUND);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, end + AROUND);
  return { text: text.slice(from, to).toWellFormed(), start: start - from, end: end - from };
}
