// Loaded into mocha: says which tests passed only when they were tried again. Some tests may be tried twice, as they
// watch processes that draw and answer in their own time; one that needs it has a race.
import type { Context } from 'mocha';

export const mochaHooks = {
  afterEach(this: Context): void {
    const test = this.currentTest as (NonNullable<Context['currentTest']> & { currentRetry(): number }) | undefined;
    if (test && test.currentRetry() > 0) console.log(`      tried again: ${test.fullTitle()}`);
  },
};
