// The one error of the server that is not a bug: a failure with a code and data, for whoever words it.
import type { Failure, FailureCode } from '../protocol/failures';

/** Something went wrong that the user can be told of. Any other error that reaches the top is a bug. */
export class FailureError extends Error {
  override readonly name = 'FailureError';

  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

/** Whether an error is a failure with one of these codes. */
export function isFailure(error: unknown, ...codes: readonly FailureCode[]): error is FailureError {
  return error instanceof FailureError && codes.includes(error.failure.code);
}
