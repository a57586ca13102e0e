// Failures as tests of the server expect them.
import { strict as assert } from 'node:assert';
import type { Failure, FailureCode } from '../../src/protocol/failures';
import type { Refusal } from './stdioClient';

/** A failure's code, or codes of which it has one, and some of its fields: a RegExp matches, other values are equal. */
export type ExpectedFailure = { code: FailureCode | readonly FailureCode[] } & Record<string, unknown>;

export function assertFailure(found: Failure | undefined, { code, ...rest }: ExpectedFailure): void {
  assert.ok(found && [code].flat().includes(found.code), JSON.stringify(found));
  const fields = { ...found } as Record<string, unknown>;
  for (const [field, value] of Object.entries(rest)) {
    if (value instanceof RegExp) assert.match(String(fields[field]), value, JSON.stringify(found));
    else assert.deepEqual(fields[field], value, JSON.stringify(found));
  }
}

/** One of our own methods answers with this failure. */
export async function assertFails(request: Promise<unknown>, expected: ExpectedFailure): Promise<void> {
  await assert.rejects(request, (error: Refusal) => {
    const failure = error.data as Failure;
    assert.deepEqual([error.code, error.message], [-32603, failure.code]);
    assertFailure(failure, expected);
    return true;
  });
}

/** One of Codex's methods answers with this failure, which Codex does not have: one line with its code and path. */
export async function assertCodexFails(
  request: Promise<unknown>,
  { code, path, folder }: ExpectedFailure,
): Promise<void> {
  await assert.rejects(request, (error: Refusal) => {
    const { message } = error;
    assert.equal(error.code, -32603);
    const [, found = '', where = ''] = /^failed to .*?: (\w+)(?:: ((?:[A-Z]:)?[^:]*))?(?:: |$)/.exec(message) ?? [];
    assert.ok([code].flat().includes(found as FailureCode), message);
    for (const expected of [path, folder]) {
      if (expected instanceof RegExp) assert.match(where, expected, message);
      else if (expected !== undefined) assert.equal(where, expected, message);
    }
    assert.doesNotMatch(message, /[\p{Cc}\p{Cf}]/u);
    return true;
  });
}
