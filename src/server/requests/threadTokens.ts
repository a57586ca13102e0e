// `threadTree/threadTokens`: what a thread and its subtree used, read from their rollouts. The rows' `tokens_used` is
// something else: in a fork it counts the parent's tokens again, and a revert makes it forget what was spent.
import type { ThreadTokensResponse, TokenUsage } from '../../protocol/transcript';
import { FailureError } from '../failure';
import { lookAt } from '../files/look';
import type { ThreadHome } from '../home/threadHome';
import { findRollouts, segmentsOf } from '../rollouts/findSegments';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import { descendantsOf } from '../threads/spawnForest';
import { createTokenReader } from '../transcript/readTokens';
import { addTokens } from '../transcript/tokenLedger';

export interface ThreadTokens {
  /** Rejects with FailureError if the home cannot be read, with `threadGone`, and with the signal's reason. */
  ofSubtree(threadId: string, signal: AbortSignal): Promise<ThreadTokensResponse>;
}

/** What one rollout holds, as long as it does not change. */
interface FileTokens {
  size: number;
  mtimeMs: number;
  total: TokenUsage | null;
  byRootTurn: Map<string, TokenUsage>;
}

/** Some hundred bytes each. */
const KEPT_FILES = 20_000;

export function createThreadTokens(home: ThreadHome): ThreadTokens {
  const kept = new Map<string, FileTokens>();

  const tokensOfFile = async (threadId: string, file: string, signal: AbortSignal): Promise<FileTokens> => {
    const stat = lookAt(file);
    const known = kept.get(file);
    if (stat && known?.size === stat.size && known.mtimeMs === stat.mtimeMs) return known;
    const reader = createTokenReader(threadId);
    await readRolloutText(file, { from: 0, to: Infinity }, bytes => reader.push(bytes), signal);
    reader.finish();
    const { size, mtimeMs } = stat ?? { size: -1, mtimeMs: -1 };
    const tokens = { size, mtimeMs, total: reader.total(), byRootTurn: reader.byRootTurn() };
    // Leaves out the one that was read first.
    if (kept.size >= KEPT_FILES) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest);
    kept.set(file, tokens);
    return tokens;
  };

  /** Null if one of its rollouts cannot be read, or says nothing. */
  const tokensOf = async (
    threadId: string,
    files: readonly string[],
    byRootTurn: Map<string, TokenUsage>,
    signal: AbortSignal,
  ): Promise<TokenUsage | null> => {
    let sum: TokenUsage | null = null;
    try {
      for (const { file } of segmentsOf(threadId, files)) {
        const tokens = await tokensOfFile(threadId, file, signal);
        sum = addTokens(sum, tokens.total);
        for (const [turnId, used] of tokens.byRootTurn)
          byRootTurn.set(turnId, addTokens(byRootTurn.get(turnId) ?? null, used));
      }
    } catch (error) {
      // Moved or refused: its tokens are unknown, and the answer says of how many threads they are.
      if (error === signal.reason || typeof (error as NodeJS.ErrnoException).code !== 'string') throw error;
      return null;
    }
    return sum;
  };

  return {
    ofSubtree: async (threadId, signal) => {
      const ids = await home.read((_, { model }) => {
        if (!model.threads.get(threadId))
          throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
        return [threadId, ...descendantsOf(model.forest, threadId)];
      });
      const files = await findRollouts(home.path(), new Set(ids), signal);
      const byRootTurn = new Map<string, TokenUsage>();
      let own: TokenUsage | null = null;
      let subtree: TokenUsage | null = null;
      let unknown = 0;
      for (const id of ids) {
        const tokens = await tokensOf(id, files.get(id) ?? [], byRootTurn, signal);
        if (id === threadId) own = tokens;
        if (!tokens) unknown++;
        subtree = addTokens(subtree, tokens);
      }
      const rootTurns = [...byRootTurn]
        .map(([turnId, tokens]) => ({ turnId, tokens }))
        .sort((one, other) => (one.turnId < other.turnId ? -1 : 1));
      return { own, subtree, threads: ids.length, unknown, rootTurns };
    },
  };
}
