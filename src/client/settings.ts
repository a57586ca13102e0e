// The settings, read when they are needed.
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace, type ConfigurationChangeEvent } from 'vscode';
import { Setting, settingsSection } from '../manifest';

const settings = () => workspace.getConfiguration(settingsSection);

/** Empty: the server looks at `CODEX_HOME`, then `~/.codex`. A leading `~` stands for the user's home, as in a shell. */
export function codexHomeSetting(): string {
  const value = settings().get(Setting.codexHome, '').trim();
  return /^~(?=$|[\\/])/.test(value) ? path.join(homedir(), value.slice(1)) : value;
}

export function codexHomeChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.codexHome}`);
}

export function confirmSetting(): boolean {
  return settings().get(Setting.confirmArchive, true);
}

export async function stopConfirming(): Promise<void> {
  await settings().update(Setting.confirmArchive, false, ConfigurationTarget.Global);
}
