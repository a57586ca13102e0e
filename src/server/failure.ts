// The one error of the server that is not a bug: a failure, as a code with data, for others to word.
import type { Failure, FailureCode } from '../protocol/failures';

/** Something went wrong that the user should be told. Any other error that reaches the top is a bug. */
export class FailureError extends Error {
  override readonly name = 'FailureError';

  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

/** Whether an error is a failure with one of these codes. */
export function isFailure<Code extends FailureCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is FailureError & { readonly failure: Extract<Failure, { code: Code }> } {
  return error instanceof FailureError && (codes as readonly FailureCode[]).includes(error.failure.code);
}

/** An error for a log line: the code and data of a failure, the message of any other error. */
export function inLog(error: unknown): string {
  return error instanceof FailureError ? JSON.stringify(error.failure) : (error as Error).message;
}
