// `threadTree/turns`: what a thread did, read from its rollouts.
import type { ThreadTurnsResponse } from '../../protocol/transcript';
import type { ThreadHome } from '../home/threadHome';
import { openTranscript } from './openTranscript';

/** Reads a thread's turns. Rejects like `openTranscript`. */
export async function threadTurns(
  home: ThreadHome,
  threadId: string,
  signal: AbortSignal,
): Promise<ThreadTurnsResponse> {
  const open = await openTranscript(home, threadId, signal);
  // A last line without its line feed is all that there will be.
  open.reader.finish();
  return { ...open.transcript(), rollouts: [...open.rollouts] };
}
