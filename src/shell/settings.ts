// The settings, read each time they are needed.
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace, type ConfigurationChangeEvent } from 'vscode';
import { Setting, settingsSection } from '../manifest';

const settings = () => workspace.getConfiguration(settingsSection);

/** Empty: `CODEX_HOME`, else `~/.codex`. A leading `~` stands for the user's home, as in a shell. */
export function codexHomeSetting(): string {
  const value = settings().get(Setting.codexHome, '').trim();
  return /^~(?=$|[\\/])/.test(value) ? path.join(homedir(), value.slice(1)) : value;
}

/** Whether the setting of the Codex home has changed. */
export function codexHomeChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.codexHome}`);
}

/** Whether to ask before threads are moved with their sub-agents. */
export function confirmSetting(): boolean {
  return settings().get(Setting.confirmArchive, true);
}

/** Switches the question off in the user's settings. Rejects when they cannot be written. */
export async function stopConfirming(): Promise<void> {
  await settings().update(Setting.confirmArchive, false, ConfigurationTarget.Global);
}
