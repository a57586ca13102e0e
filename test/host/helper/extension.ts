// A second extension in the same extension host. Its commands simulate crashes: they end the worker threads of other
// extensions, or the whole host.
import type { Worker } from 'node:worker_threads';
import { commands, type ExtensionContext } from 'vscode';

export function activate(context: ExtensionContext): void {
  const workers = new Set<Worker>();
  const add = (worker: Worker): void => {
    workers.add(worker);
    worker.once('exit', () => workers.delete(worker));
  };
  process.on('worker', add);
  context.subscriptions.push(
    { dispose: () => process.off('worker', add) },
    commands.registerCommand('testHelper.endWorkers', () =>
      Promise.all([...workers].map(worker => worker.terminate())),
    ),
    commands.registerCommand('testHelper.killHost', () => process.kill(process.pid, 'SIGKILL')),
  );
}
