// A thread service that answers what the test says, and the commands' context around it.
import type { CancellationToken, LogOutputChannel, Memento } from 'vscode';
import type { CommandContext } from '../../../src/shell/commandContext';
import type { ThreadService } from '../../../src/shell/connection/threadService';
import type { NotificationMethod, Notifications, Params, RequestMethod, Result } from '../../../src/protocol/methods';
import { Emitter } from '../../../src/shell/emitter';
import { createOperationRunner } from '../../../src/shell/operations/operationRunner';
import { createThreadStatuses } from '../../../src/shell/operations/threadStatuses';
import type { ViewName } from '../../../src/shell/tree/nodes';
import type { ThreadView } from '../../../src/shell/tree/threadView';
import type { ThreadViews } from '../../../src/shell/tree/threadViews';
import { createViewChoices } from '../../../src/shell/viewOptions/choicesStore';
import { optionsOf } from '../../../src/shell/viewOptions/viewChoices';
import { strict } from './vscode';

type Answers = {
  [Method in RequestMethod]?: (
    params: Params<Method>,
    token: CancellationToken | undefined,
  ) => Result<Method> | Promise<Result<Method>>;
};

/** A request that the test has no answer for throws. */
export function fakeService(answers: Answers) {
  const requests: [RequestMethod, unknown][] = [];
  const notified = new Emitter<[NotificationMethod, unknown]>();
  const changed = new Emitter<number | null>();
  const gaveUp = new Emitter<string>();
  const calls: string[] = [];
  const service = strict('ThreadService', {
    request: async (method: RequestMethod, params: never, token?: CancellationToken): Promise<unknown> => {
      requests.push([method, params]);
      const answer = answers[method] as ((params: never, token?: CancellationToken) => unknown) | undefined;
      if (answer === undefined) {
        throw new Error(`The fake service has no answer to ${method}.`);
      }
      return await answer(params, token);
    },
    onNotification: (method: NotificationMethod, listener: (params: never) => void) =>
      notified.event(([name, params]) => {
        if (name === method) {
          listener(params as never);
        }
      }),
    onDidChange: changed.event,
    onDidGiveUp: gaveUp.event,
    revive: () => void calls.push('revive'),
  }) as unknown as ThreadService;
  return {
    service,
    /** What was asked, in order. */
    requests,
    /** What else was called, in order. */
    calls,
    notify: <Method extends NotificationMethod>(method: Method, params: Notifications[Method]) =>
      notified.fire([method, params]),
    change: (revision: number | null) => changed.fire(revision),
  };
}

/** A log that keeps its lines, each with its level. */
export function fakeLog() {
  const lines: string[] = [];
  const add = (level: string) => (message: string | Error) => void lines.push(`${level}: ${String(message)}`);
  const fake = { shown: 0, isDisposed: false };
  const log = strict('LogOutputChannel', {
    info: add('info'),
    warn: add('warn'),
    error: add('error'),
    show: () => void fake.shown++,
    dispose: () => {
      fake.isDisposed = true;
    },
  }) as unknown as LogOutputChannel;
  return Object.assign(fake, { log, lines });
}

/** A memory for the choices of views. */
export function fakeMemento(values: Record<string, unknown> = {}): Memento {
  return strict('Memento', {
    get: (key: string) => values[key],
    update: (key: string, value: unknown) => {
      values[key] = value;
      return Promise.resolve();
    },
  }) as unknown as Memento;
}

/** Both trees as commands use them: with choices, nothing selected, and the `parts` that the test adds. */
export function fakeViews({
  threads = {},
  archived = {},
  ...parts
}: { threads?: Partial<ThreadView>; archived?: Partial<ThreadView> } & Partial<
  Pick<ThreadViews, 'reveal'>
> = {}): ThreadViews {
  const view = (name: ViewName, own: Partial<ThreadView>): ThreadView => {
    const choices = createViewChoices(name, fakeMemento(), () => undefined);
    const options = () => optionsOf(choices.get(), []);
    const nothing = { selection: () => [], chosen: () => Promise.resolve([]), movedAt: () => 0 };
    const keepFocus = (work: () => Promise<unknown>) => work();
    return strict(`${name} view`, { choices, options, ...nothing, keepFocus, ...own } as unknown as ThreadView);
  };
  return strict('ThreadViews', {
    threads: view('threads', threads),
    archived: view('archived', archived),
    ...parts,
  } as unknown as ThreadViews);
}

/** What commands get: the service, statuses, operations, a log, and the `parts` that the test adds. */
export function fakeContext(service: ThreadService, parts: Partial<CommandContext> = {}): CommandContext {
  const statuses = createThreadStatuses();
  const operations = createOperationRunner(service, statuses);
  const { log } = fakeLog();
  return strict('CommandContext', {
    service,
    statuses,
    operations,
    cleanUp: { open: null },
    log,
    ...parts,
  } as unknown as CommandContext);
}

/** Lets everything run that waits for a promise. */
export function settled(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
