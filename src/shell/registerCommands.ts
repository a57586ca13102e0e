// Registers the commands. Their code is loaded when the first of them runs: commands.ts.
import { commands, Disposable } from 'vscode';
import { showError } from './showError';
import { CommandId } from '../manifest';
import type { CommandContext } from './commandContext';

/** An error is shown once, here; `executeCommand` then answers undefined. */
export function registerCommands(context: CommandContext): Disposable {
  return Disposable.from(
    ...Object.values(CommandId).map(id =>
      commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          const { handlers } = await import('./commands');
          return await handlers[id](context, ...args);
        } catch (error) {
          showError(error, context.log);
          return undefined;
        }
      }),
    ),
  );
}

/** Asks the user about each interrupted operation when it is found. */
export function askAboutUnfinished(context: CommandContext): Disposable {
  const asked = new Set<string>();
  return context.service.onNotification('threadTree/unfinished', ({ operations }) => {
    import('./commands')
      .then(({ askAbout }) => askAbout(context, operations, asked))
      .catch((error: unknown) => showError(error, context.log));
  });
}
