// The entry: wires everything and starts nothing. The thread server starts with the first request of a view or a
// command.
import path from 'node:path';
import { l10n, window, workspace, type ExtensionContext } from 'vscode';
import type { ThreadTreeExports } from './api';
import { createOperationRunner } from './shell/operations/operationRunner';
import { createExports } from './shell/publicApi';
import { codexHomeChanged, codexHomeSetting } from './shell/settings';
import { showError } from './shell/showError';
import { createThreadService } from './shell/connection/threadService';
import { createThreadStatuses } from './shell/operations/threadStatuses';
import type { CommandContext } from './shell/commandContext';
import { askAboutUnfinished, registerCommands } from './shell/registerCommands';
import { inMessage } from './shell/words/escape';
import { loadFailureWords } from './shell/words/failureInWords';
import { loadFormats } from './shell/words/language';
import { createThreadViews } from './shell/tree/threadViews';

// VS Code waits for what `deactivate` returns, but passes it nothing; it does not wait for disposables.
const active = new Set<{ end(): Promise<void> }>();

/** Called by VS Code when a view is opened or a command is run. Only wires things up; returns the public API. */
export function activate(context: ExtensionContext): ThreadTreeExports {
  const log = window.createOutputChannel('Thread Tree for Codex', { log: true });
  const service = createThreadService(async events => {
    await loadFailureWords();
    const { connect } = await import('./shell/connection/threadClient');
    const options = {
      serverFile: context.asAbsolutePath('dist/threadServer.js'),
      codexHome: codexHomeSetting(),
      journal: path.join(context.globalStorageUri.fsPath, 'journal'),
      log,
    };
    const connection = await connect(options, events);
    // While the server reads its first rows.
    void loadFormats();
    return connection;
  });
  const statuses = createThreadStatuses();
  const operations = createOperationRunner(service, statuses);
  const views = createThreadViews(service, statuses, operations, context.workspaceState, log);
  const api = createExports(service, operations);
  const cleanUp: CommandContext['cleanUp'] = { open: null };
  const closeCleanUp = () => {
    cleanUp.open?.dispose();
    cleanUp.open = null;
  };
  const commandContext = { service, statuses, operations, views, cleanUp, log };
  active.add({
    end: async () => {
      await service.stop();
      log.dispose();
    },
  });

  context.subscriptions.push(
    views,
    api,
    { dispose: closeCleanUp },
    registerCommands(commandContext),
    askAboutUnfinished(commandContext),
    service.onDidGiveUp(reason => {
      const [showLog, restart] = [l10n.t('Show Log'), l10n.t('Restart')];
      void window.showErrorMessage(inMessage(reason), showLog, restart).then(choice => {
        if (choice === showLog) {
          log.show();
        } else if (choice === restart) {
          service.restart().catch((error: unknown) => showError(error, log));
        }
      });
    }),
    workspace.onDidChangeConfiguration(event => {
      if (codexHomeChanged(event)) {
        statuses.clear();
        closeCleanUp();
        service.restart().catch((error: unknown) => showError(error, log));
      }
    }),
  );
  return api;
}

/** Resolves when the thread server has ended, on its own or by force. */
export async function deactivate(): Promise<void> {
  await Promise.all([...active].map(instance => instance.end()));
  active.clear();
}
