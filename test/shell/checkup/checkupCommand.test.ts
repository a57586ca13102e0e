import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { CancellationTokenSource, EventEmitter, type CancellationToken, type QuickPickItem } from 'vscode';
import type { CheckupIssue, CheckupResult, OperationReport } from '../../../src/protocol/methods';
import { checkup } from '../../../src/shell/checkup/checkupCommand';
import type { CommandContext } from '../../../src/shell/commandContext';
import { CancelledError } from '../../../src/shell/errors';
import type { OperationRequest } from '../../../src/shell/operations/operationRequest';
import { showError } from '../../../src/shell/showError';
import { fakeVscode, strict } from '../fake/vscode';

const head = { threadId: 'a', name: 'Euler', loadedBy: null };
const wrongFlag: CheckupIssue = {
  ...head,
  kind: 'flagAgainstLocation',
  repairable: true,
  main: { path: 'sessions/a', location: 'active' },
};
const staleLock: CheckupIssue = { ...head, kind: 'staleLock', threadId: 'b', name: null, repairable: false };
const resultOf = (...issues: CheckupIssue[]): CheckupResult => ({ threads: 1000, rollouts: 1, issues, leftOut: {} });
const repaired: OperationReport[] = [{ threadId: 'a', status: 'repaired' }];

describe('Find and Repair Broken Threads', () => {
  let messages: string[];
  let logged: string[];
  let logShown: number;
  let ran: OperationRequest[];
  beforeEach(() => {
    [messages, logged, logShown, ran] = [[], [], 0, []];
    fakeVscode.window.createStatusBarItem = () => ({ show: () => undefined, dispose: () => undefined });
    fakeVscode.window.withProgress = (_: unknown, task: () => unknown) => task();
    fakeVscode.window.showInformationMessage = (message: string) => {
      messages.push(message);
      return Promise.resolve();
    };
  });

  /** `check` answers the request. */
  const contextOf = (check: (token: CancellationToken) => Promise<CheckupResult>): CommandContext => {
    const context = {
      service: {
        request: (method: string, _: unknown, token: CancellationToken) => {
          assert.equal(method, 'threadTree/check');
          return check(token);
        },
      },
      operations: {
        run: (request: OperationRequest) => {
          ran.push(request);
          return Promise.resolve({ operation: 'repair-1', reports: repaired, names: {} });
        },
      },
      log: { info: (line: string) => logged.push(line), show: () => logShown++ },
    };
    return strict('context', context) as unknown as CommandContext;
  };

  /** Runs the command until it shows its picker. */
  const open = async (...issues: CheckupIssue[]) => {
    const events = {
      accept: new EventEmitter<void>(),
      hide: new EventEmitter<void>(),
      selection: new EventEmitter<readonly QuickPickItem[]>(),
      button: new EventEmitter<void>(),
    };
    const picker = {
      title: '',
      placeholder: '',
      canSelectMany: false,
      items: [] as QuickPickItem[],
      selectedItems: [] as readonly QuickPickItem[],
      onDidAccept: events.accept.event,
      onDidHide: events.hide.event,
      onDidChangeSelection: events.selection.event,
      onDidTriggerButton: events.button.event,
      show: (): void => undefined,
      hide: () => events.hide.fire(),
      dispose: () => undefined,
    };
    const shown = new Promise<void>(resolve => {
      picker.show = resolve;
    });
    fakeVscode.window.createQuickPick = () => picker;
    const result = checkup(contextOf(() => Promise.resolve(resultOf(...issues)))) as Promise<OperationReport[]>;
    await shown;
    return { picker, events, result };
  };

  it('says so when there are no problems', async () => {
    assert.deepEqual(await checkup(contextOf(() => Promise.resolve(resultOf()))), []);
    assert.deepEqual(messages, ['No problems found: checked 1,000 threads and 1 rollout.']);
  });

  it('lists the issues, and repairs those that are selected', async () => {
    const { picker, events, result } = await open(wrongFlag, staleLock);
    assert.equal(picker.title, 'Find and Repair Broken Threads: 2 problems, 1 can be repaired');
    assert.deepEqual(
      picker.items.map(({ label }) => label),
      ['Can be repaired', 'Euler', "Can't be repaired", 'b'],
    );
    assert.deepEqual(picker.selectedItems, [picker.items[1]]);

    picker.selectedItems = picker.items.filter((_, index) => index % 2 === 1);
    events.selection.fire(picker.selectedItems);
    assert.deepEqual(picker.selectedItems, [picker.items[1]], 'nobody can select what cannot be repaired');
    events.accept.fire();
    assert.deepEqual(await result, repaired);
    assert.deepEqual(ran, [{ kind: 'repair', threadIds: ['a'] }]);
  });

  it('repairs nothing when the list is closed', async () => {
    const { picker, result } = await open(wrongFlag);
    picker.hide();
    assert.deepEqual(await result, []);
    assert.deepEqual(ran, []);
  });

  it('offers no selection when nothing can be repaired', async () => {
    const { picker, events, result } = await open(staleLock);
    assert.deepEqual([picker.canSelectMany, picker.placeholder], [false, 'Nothing can be repaired']);
    events.accept.fire();
    assert.deepEqual(await result, []);
    assert.deepEqual(ran, []);
  });

  it('logs each issue in full, and shows the log', async () => {
    const { picker, events, result } = await open(wrongFlag, staleLock);
    assert.deepEqual(logged, [
      'Thread a, “Euler”: Its row says that it is archived, but its rollout is sessions/a. Marks the thread as active, because Codex goes by the location of the rollout.',
      'Thread b, “b”: Its writer lock file was left behind: no process holds it. No repair needed: the file does no harm, and Codex reuses it.',
    ]);
    events.button.fire();
    assert.equal(logShown, 1);
    picker.hide();
    await result;
  });

  it('can be cancelled when it takes long, and then shows nothing', async () => {
    const clicked = new CancellationTokenSource();
    fakeVscode.window.withProgress = (
      { cancellable }: { cancellable?: boolean },
      task: (progress: object, token: CancellationToken) => unknown,
    ) => {
      const done = task({ report: () => undefined }, clicked.token);
      if (cancellable) clicked.cancel();
      return done;
    };
    const context = contextOf(
      token => new Promise((_, reject) => token.onCancellationRequested(() => reject(new CancelledError()))),
    );
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const result = checkup(context) as Promise<OperationReport[]>;
      mock.timers.tick(1000);
      const error = await result.catch((reason: unknown) => reason);
      assert.ok(error instanceof CancelledError);
      // The fake throws on every message that would be shown.
      showError(error, context.log);
      assert.deepEqual([messages, logged], [[], []]);
    } finally {
      mock.timers.reset();
    }
  });
});
