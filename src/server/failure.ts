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
export function isFailure<Code extends FailureCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is FailureError & { readonly failure: Extract<Failure, { code: Code }> } {
  return error instanceof FailureError && (codes as readonly FailureCode[]).includes(error.failure.code);
}

/** What a log line says of an error: of a failure its code and data, of any other error its message. */
export function inLog(error: unknown): string {
  return error instanceof FailureError ? JSON.stringify(error.failure) : (error as Error).message;
}
