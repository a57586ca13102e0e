// A thread service that answers what the test says, and the commands' context around it.
import type { CommandContext } from '../../../src/shell/commandContext';
import type { ThreadService } from '../../../src/shell/connection/threadService';
import type { NotificationMethod, Notifications, Params, RequestMethod, Result } from '../../../src/protocol/methods';
import { Emitter } from '../../../src/shell/emitter';
import { createOperationRunner } from '../../../src/shell/operations/operationRunner';
import { createThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import { strict } from './vscode';

type Answers = {
  [Method in RequestMethod]?: (params: Params<Method>) => Result<Method> | Promise<Result<Method>>;
};

/** A request that the test has no answer for throws. */
export function fakeService(answers: Answers) {
  const requests: [RequestMethod, unknown][] = [];
  const notified = new Emitter<[NotificationMethod, unknown]>();
  const changed = new Emitter<number | null>();
  const service = strict('ThreadService', {
    request: async (method: RequestMethod, params: never): Promise<unknown> => {
      requests.push([method, params]);
      const answer = answers[method] as ((params: never) => unknown) | undefined;
      if (answer === undefined) {
        throw new Error(`The fake service has no answer to ${method}.`);
      }
      return await answer(params);
    },
    onNotification: (method: NotificationMethod, listener: (params: never) => void) =>
      notified.event(([name, params]) => {
        if (name === method) {
          listener(params as never);
        }
      }),
    onDidChange: changed.event,
  }) as unknown as ThreadService;
  return {
    service,
    /** What was asked, in order. */
    requests,
    notify: <Method extends NotificationMethod>(method: Method, params: Notifications[Method]) =>
      notified.fire([method, params]),
    change: (revision: number | null) => changed.fire(revision),
  };
}

/** What commands get: the service, statuses, operations, a silent log, and the `parts` that the test adds. */
export function fakeContext(service: ThreadService, parts: Partial<CommandContext> = {}): CommandContext {
  const statuses = createThreadStatuses();
  const log = strict('LogOutputChannel', { info: () => undefined, warn: () => undefined, error: () => undefined });
  const operations = createOperationRunner(service, statuses);
  return strict('CommandContext', { service, statuses, operations, log, ...parts } as unknown as CommandContext);
}

/** Lets everything run that waits for a promise. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
