// Hits of a search in transcripts.
import type { TranscriptHit, TranscriptHits } from '../../src/protocol/methods';

/** “total” in what a thread answered. */
export function transcriptHit(changes: Partial<TranscriptHit> = {}): TranscriptHit {
  return {
    turnId: 'turn-3',
    turn: 3,
    itemId: 'item-1',
    itemType: 'agentMessage',
    line: 0,
    text: 'the total is wrong',
    start: 4,
    end: 9,
    ...changes,
  };
}

/** One hit in a sub-agent. */
export function transcriptHits(changes: Partial<TranscriptHits> = {}): TranscriptHits {
  return {
    token: 't',
    thread: { threadId: '01a225ab-6c33-7b61-8dda-da8752d5e860', name: 'Peirce' },
    root: { threadId: '01a225ab-6ba1-7763-990c-7a99a77459dc', name: 'Fix the tests' },
    archived: false,
    hits: [transcriptHit()],
    ...changes,
  };
}
