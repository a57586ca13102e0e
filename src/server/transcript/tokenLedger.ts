// What a thread used, from the two kinds of lines that Codex writes about it: `token_usage_record` (0.158 on), one for
// each answer of the model, and `token_count`, running totals that may repeat and that start with those of the parent
// in a fork.
import type { TokenUsage } from '../../protocol/transcript';
import { asNumber, asObject, type JsonObject } from './wireValues';

export interface TokenLedger {
  /** Adds a record's `usage` to its turn, and returns what the turn has used. */
  record(turnId: string, rootTurnId: string | null, usage: unknown): TokenUsage;
  /**
   * Reads a running total, `token_count.info`. What was added since the last one belongs to the turn; undefined if that
   * is not one of the thread's own. Returns what the turn has used, or null if it is not known.
   */
  count(turnId: string | undefined, info: unknown): TokenUsage | null;
  /** Whether a turn has records, so that running totals say nothing new about it. */
  isRecorded(turnId: string): boolean;
  /** The sum over all own turns. Null if there was nothing to read. */
  total(): TokenUsage | null;
  /** The sums by the user's turn that they were used for; a turn that names none is its own. */
  byRootTurn(): Map<string, TokenUsage>;
}

/** Records are exact: where a turn has some, its running totals do not count. */
interface TurnUsage {
  rootTurnId: string | null;
  recorded: TokenUsage | null;
  counted: TokenUsage | null;
}

export function createTokenLedger(): TokenLedger {
  const turns = new Map<string, TurnUsage>();
  let last: TokenUsage | null = null;
  const usageOf = (turnId: string): TurnUsage => {
    const known = turns.get(turnId) ?? { rootTurnId: null, recorded: null, counted: null };
    turns.set(turnId, known);
    return known;
  };
  return {
    record: (turnId, rootTurnId, usage) => {
      const turn = usageOf(turnId);
      turn.rootTurnId = rootTurnId ?? turn.rootTurnId;
      return (turn.recorded = addTokens(turn.recorded, tokensOf(asObject(usage))));
    },
    count: (turnId, info) => {
      const { total_token_usage: total, last_token_usage: latest } = asObject(info);
      const now = tokensOf(asObject(total));
      // The first total of a fork without its parent's lines: only the latest answer is known to be its own.
      const added = last ? difference(now, last) : smaller(now, tokensOf(asObject(latest ?? total)));
      if (total !== undefined) last = now;
      if (turnId === undefined) return null;
      const turn = usageOf(turnId);
      if (total !== undefined && added.total > 0) turn.counted = addTokens(turn.counted, added);
      return turn.recorded ?? turn.counted;
    },
    isRecorded: turnId => Boolean(turns.get(turnId)?.recorded),
    total: () =>
      [...turns.values()].reduce<TokenUsage | null>(
        (sum, { recorded, counted }) => addTokens(sum, recorded ?? counted),
        null,
      ),
    byRootTurn: () => {
      const sums = new Map<string, TokenUsage>();
      for (const [turnId, { rootTurnId, recorded, counted }] of turns) {
        const root = rootTurnId ?? turnId;
        const sum = addTokens(sums.get(root) ?? null, recorded ?? counted);
        if (sum) sums.set(root, sum);
      }
      return sums;
    },
  };
}

/** The sum; null counts as unknown, that is as nothing. */
export function addTokens(one: TokenUsage | null, other: TokenUsage): TokenUsage;
export function addTokens(one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null;
export function addTokens(one: TokenUsage | null, other: TokenUsage | null): TokenUsage | null {
  if (!one || !other) return one ?? other;
  return {
    input: one.input + other.input,
    cachedInput: one.cachedInput + other.cachedInput,
    output: one.output + other.output,
    reasoning: one.reasoning + other.reasoning,
    total: one.total + other.total,
  };
}

/** A smaller total than before means that Codex began to count anew. */
function difference(now: TokenUsage, before: TokenUsage): TokenUsage {
  if (now.total < before.total) return now;
  return {
    input: Math.max(0, now.input - before.input),
    cachedInput: Math.max(0, now.cachedInput - before.cachedInput),
    output: Math.max(0, now.output - before.output),
    reasoning: Math.max(0, now.reasoning - before.reasoning),
    total: now.total - before.total,
  };
}

function smaller(one: TokenUsage, other: TokenUsage): TokenUsage {
  return other.total < one.total ? other : one;
}

function tokensOf(usage: JsonObject): TokenUsage {
  const count = (name: string): number => Math.min(Math.max(0, asNumber(usage[name]) ?? 0), Number.MAX_SAFE_INTEGER);
  return {
    input: count('input_tokens'),
    cachedInput: count('cached_input_tokens'),
    output: count('output_tokens'),
    reasoning: count('reasoning_output_tokens'),
    total: count('total_tokens'),
  };
}
