// What can go wrong between a click and its answer. An error that is none of these is a bug.
import { l10n } from 'vscode';
import type { Failure } from '../protocol/failures';
import { failureInWords } from './words/failureInWords';

/** Its message is for the user, as it is: what happened, to which thread or file, and what to do. */
export class UserFacingError extends Error {
  override readonly name: string = 'UserFacingError';
}

/** The server answered a request with a failure. */
export class FailedRequest extends UserFacingError {
  override readonly name = 'FailedRequest';

  constructor(readonly failure: Failure) {
    super(failureInWords(failure));
  }
}

/** The thread server ended before it answered, or cannot be started. */
export class ServerLostError extends UserFacingError {
  override readonly name = 'ServerLostError';
}

/** The caller's own token cancelled the request. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

export type Verdict =
  { kind: 'user'; message: string } | { kind: 'cancelled' } | { kind: 'bug'; message: string; detail: string };

/** Decides how an error is shown: as its message, not at all, or as one line with the stack in the log. */
export function judge(error: unknown): Verdict {
  const thrown = error instanceof Error ? error : new Error(String(error));
  if (thrown instanceof UserFacingError) {
    return { kind: 'user', message: thrown.message };
  }
  if (thrown instanceof CancelledError) {
    return { kind: 'cancelled' };
  }
  const line = thrown.message.split('\n', 1)[0] ?? '';
  return {
    kind: 'bug',
    message: l10n.t('Thread Tree for Codex ran into a bug ({0}).', line),
    detail: thrown.stack ?? thrown.message,
  };
}
