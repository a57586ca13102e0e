// What is wrong with a Codex home as a whole.
import type { FailureCode } from '../../protocol/failures';
import type { HomeProblem } from '../../protocol/tree';
import { FailureError } from '../failure';

/** Any other failure makes the home unreadable. */
const codes: Partial<Record<FailureCode, HomeProblem['code']>> = {
  homeMissing: 'noHome',
  stateDbMissing: 'noStateDb',
  namedHomeMissing: 'wrongHome',
  homeNotAFolder: 'wrongHome',
  homeNotAbsolute: 'wrongHome',
  homeInWsl: 'wrongHome',
};

/** The problem for which a home cannot be read. Rethrows anything that is not a failure. */
export function problemOf(error: unknown): HomeProblem {
  if (!(error instanceof FailureError)) throw error;
  const { failure } = error;
  return { code: codes[failure.code] ?? 'unreadable', failure };
}
