// Reads what a thread used from one of its rollouts, and nothing else: a fraction of the work of reading its turns.
import type { TokenUsage } from '../../protocol/transcript';
import { isOwnTurn } from './ownTurns';
import { lineHead, parseText } from './rolloutLine';
import { createLineSplitter } from './splitLines';
import { createTokenLedger } from './tokenLedger';
import { asText } from './wireValues';

export interface TokenReader {
  /** Reads the next bytes of the rollout. */
  push(chunk: Buffer): void;
  /** Reads the rest: the rollout has ended. */
  finish(): void;
  /** As in `Transcript.tokens`. */
  total(): TokenUsage | null;
  /** What the thread used, by the turn of the user for which it worked. */
  byRootTurn(): Map<string, TokenUsage>;
}

/** In the head of each line that is read. */
const wanted = /"(?:token_usage_record|token_count|task_started|turn_started)"/;
/** For old rollouts, in which turns have no lines of their own. */
const UNNAMED = 'turn-1';

/** A reader for one rollout of a thread. Like the reader of transcripts, it never throws. */
export function createTokenReader(threadId: string): TokenReader {
  const ledger = createTokenLedger();
  let turnId: string | undefined = UNNAMED;
  const own = (id: string | null): string | undefined => (id !== null && isOwnTurn(threadId, id) ? id : undefined);
  const read = (bytes: Buffer): void => {
    const line = wanted.test(lineHead(bytes)) ? parseText(bytes.toString('utf8')) : 'damaged';
    if (line === 'damaged') return;
    const { type, payload } = line;
    if (type === 'token_usage_record') {
      const id = own(asText(payload.turn_id));
      if (id !== undefined) ledger.record(id, asText(payload.root_turn_id), payload.usage);
    } else if (type === 'event_msg' && payload.type === 'token_count') ledger.count(turnId, payload.info);
    else if (type === 'event_msg' && (payload.type === 'task_started' || payload.type === 'turn_started'))
      turnId = own(asText(payload.turn_id));
  };
  const splitter = createLineSplitter({ line: read, tooLong: () => undefined });
  return {
    push: chunk => splitter.push(chunk),
    finish: () => splitter.finish(),
    total: () => ledger.total(),
    byRootTurn: () => ledger.byRootTurn(),
  };
}
