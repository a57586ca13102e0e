// The entry: wires everything, and starts nothing unless a setting wants it. The thread server starts with the first
// request of a view or a command.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { l10n, window, workspace, type ExtensionContext } from 'vscode';
import type { ThreadTreeExports } from './api';
import { createOperationRunner } from './shell/operations/operationRunner';
import { createExports } from './shell/publicApi';
import {
  codexHomeChanged,
  codexHomeSetting,
  keepWordsChanged,
  keepWordsSetting,
  liveBackgroundChanged,
  liveBackgroundSetting,
  liveNotificationsSetting,
} from './shell/settings';
import { showError } from './shell/showError';
import { createThreadService } from './shell/connection/threadService';
import { createThreadStatuses, followLoaded } from './shell/operations/threadStatuses';
import type { CommandContext } from './shell/commandContext';
import { askAboutUnfinished, registerCommands } from './shell/registerCommands';
import { inMessage } from './shell/words/escape';
import { loadFormats } from './shell/words/language';
import { serveTranscripts } from './shell/transcript/transcriptFiles';
import { createLiveFeed } from './shell/live/liveFeed';
import { createSubtreeReports } from './shell/report/subtreeReports';
import { createThreadViews } from './shell/tree/threadViews';

// VS Code waits for what `deactivate` returns, but passes it nothing; it does not wait for disposables.
const active = new Set<{ end(): Promise<void> }>();

/** Called by VS Code when a view is opened or a command is run. Only wires things up; returns the public API. */
export function activate(context: ExtensionContext): ThreadTreeExports {
  const log = window.createOutputChannel('Thread Tree for Codex', { log: true });
  const storage = (folder: string) => path.join(context.globalStorageUri.fsPath, folder);
  const service = createThreadService(async (events, first) => {
    const { connect } = await import('./shell/connection/threadClient');
    const options = {
      serverFile: context.asAbsolutePath('dist/threadServer.js'),
      codexHome: codexHomeSetting(),
      journal: storage('journal'),
      words: { folder: storage('words'), isWanted: keepWordsSetting() },
      log,
    };
    return connect(options, events, first);
  });
  // For the rows that a view showed last: there are none where nobody uses the views.
  if (existsSync(storage('rows'))) {
    loadFormats().catch((error: unknown) => log.warn(String(error)));
  }
  const statuses = createThreadStatuses();
  const forgetClosed = followLoaded(statuses);
  const operations = createOperationRunner(service, statuses);
  const views = createThreadViews(service, statuses, operations, context.workspaceState, storage('rows'), log);
  const api = createExports(service, operations);
  const reports = createSubtreeReports(service);
  const cleanUp: CommandContext['cleanUp'] = { open: null };
  const closeCleanUp = () => {
    cleanUp.open?.dispose();
    cleanUp.open = null;
  };
  const live = createLiveFeed(service, (before, now) => {
    if (!views.threads.isVisible() && liveNotificationsSetting()) {
      import('./shell/live/showNews')
        .then(({ showNews }) => showNews(service, before, now))
        .catch((error: unknown) => showError(error, log));
    }
  });
  const lookInBackground = () => {
    if (liveBackgroundSetting()) {
      live.look().catch((error: unknown) => log.warn(String(error)));
    }
  };
  lookInBackground();
  const commandContext = { service, statuses, operations, views, cleanUp, reports, live, log };
  active.add({
    end: async () => {
      await service.stop();
      log.dispose();
    },
  });

  context.subscriptions.push(
    views,
    api,
    reports,
    live,
    { dispose: closeCleanUp },
    registerCommands(commandContext),
    serveTranscripts(service, log),
    askAboutUnfinished(commandContext),
    service.onNotification('threadTree/changed', ({ loaded }) => forgetClosed(loaded)),
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
      if (liveBackgroundChanged(event)) {
        lookInBackground();
      }
      if (codexHomeChanged(event)) {
        statuses.clear();
        closeCleanUp();
        service.restart().catch((error: unknown) => showError(error, log));
      } else if (keepWordsChanged(event)) {
        // The server deletes the words as it starts. It may not have run: a request starts it.
        service
          .restart()
          .then(() => service.codexHome())
          .catch((error: unknown) => showError(error, log));
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
