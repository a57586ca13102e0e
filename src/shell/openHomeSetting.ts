// Opens the settings where the Codex home is set.
import { commands, env } from 'vscode';
import { Setting, settingsSection } from '../manifest';
import type { CommandHandler } from './commandContext';

/**
 * A setting of the machine: in a remote window, VS Code lists it only among those of the remote machine, and says "No
 * Settings Found" elsewhere.
 */
export const openHomeSetting: CommandHandler = async () => {
  const open = env.remoteName === undefined ? 'workbench.action.openSettings' : 'workbench.action.openRemoteSettings';
  await commands.executeCommand(open, { query: `@id:${settingsSection}.${Setting.codexHome}` });
};
