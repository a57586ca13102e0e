import assert from 'node:assert/strict';
import { CancelledError, UserFacingError } from '../../src/shell/errors';
import { showError } from '../../src/shell/showError';
import { fakeLog, settled } from './fake/service';
import { fakeWindow } from './fake/window';

describe('An error', () => {
  it('that is for the user is shown and logged', () => {
    const { log, lines } = fakeLog();
    const { shown } = fakeWindow();
    showError(new UserFacingError('Close Codex first.'), log);
    assert.deepEqual(shown, [{ kind: 'error', text: 'Close Codex first.', buttons: [] }]);
    assert.deepEqual(lines, ['warn: Close Codex first.']);
  });

  it('never becomes a link, and stays on one line', () => {
    const { shown } = fakeWindow();
    showError(new UserFacingError('[Click](command:evil)\nhere'), fakeLog().log);
    assert.equal(shown[0]?.text, '[Click] (command:evil) here');
  });

  it('that is a bug is shown in one line, with its stack in the log', async () => {
    const fake = fakeLog();
    const { shown } = fakeWindow(() => 'Show Log');
    showError(new TypeError('x is undefined'), fake.log);
    assert.deepEqual(shown, [
      { kind: 'error', text: 'Thread Tree for Codex ran into a bug (x is undefined).', buttons: ['Show Log'] },
    ]);
    assert.match(fake.lines.join(), /^error: TypeError: x is undefined\n.*showError\.test\.ts/);
    await settled();
    assert.equal(fake.shown, 1);
  });

  it('does not open the log for somebody who closes the message', async () => {
    const fake = fakeLog();
    fakeWindow();
    showError(new TypeError('x is undefined'), fake.log);
    await settled();
    assert.equal(fake.shown, 0);
  });

  it('is not mentioned when it is a cancellation', () => {
    const { log, lines } = fakeLog();
    showError(new CancelledError(), log);
    assert.deepEqual(lines, []);
  });
});
