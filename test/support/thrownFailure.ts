// The failure that a call ends with. Any other error, and no error at all, fails the test.
import assert from 'node:assert/strict';
import type { Failure } from '../../src/protocol/failures';
import { FailureError } from '../../src/server/failure';

/** The failure that `act` throws. */
export function thrownFailure(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    return failureIn(error);
  }
  assert.fail('nothing was thrown');
}

/** The failure that a promise is rejected with. */
export async function rejectedFailure(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => assert.fail('it was not rejected'),
    (error: unknown) => error,
  );
  return failureIn(error);
}

function failureIn(error: unknown): Failure {
  assert.ok(error instanceof FailureError, error instanceof Error ? error.stack : String(error));
  return error.failure;
}
