// The reporter of suites in which a test may be tried twice, as they watch processes that draw and answer in their own
// time: says why a first try failed. A test that needs the second one has a race.
import { reporters, type MochaOptions, type Runner, type Test } from 'mocha';

export default class RetryReporter extends reporters.Spec {
  constructor(runner: Runner, options?: MochaOptions) {
    super(runner, options);
    runner.on('retry', (test: Test, error: Error) =>
      console.log(`      tried again: ${test.fullTitle()}: ${error.stack ?? error.message}`),
    );
  }
}
