// Loaded into mocha: says which tests passed only when they were tried again. Page, server and extension host are
// processes that draw and answer in their own time, so each test may be tried twice; one that needs it has a race.
import type { Context } from 'mocha';

export const mochaHooks = {
  afterEach(this: Context): void {
    const test = this.currentTest as (NonNullable<Context['currentTest']> & { currentRetry(): number }) | undefined;
    if (test && test.currentRetry() > 0) console.log(`      tried again: ${test.fullTitle()}`);
  },
};
