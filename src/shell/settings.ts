// The settings, read each time they are needed.
import { homedir } from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace, type ConfigurationChangeEvent } from 'vscode';
import { Setting, settingsSection } from '../manifest';

/** Those of VS Code's side bar, in pixels. */
const DEFAULT_WIDTH = 300;
const LEAST_WIDTH = 170;

const settings = () => workspace.getConfiguration(settingsSection);

/** Empty: `CODEX_HOME`, else `~/.codex`. A leading `~` stands for the user's home, as in a shell. */
export function codexHomeSetting(): string {
  return fromHome(settings().get(Setting.codexHome, ''));
}

function fromHome(setting: string): string {
  const value = setting.trim();
  return /^~(?=$|[\\/])/.test(value) ? path.join(homedir(), value.slice(1)) : value;
}

/** The program of Codex, or empty: it is looked for. A leading `~` stands for the user's home. */
export function codexPathSetting(): string {
  return fromHome(settings().get(Setting.codexPath, ''));
}

/** Whether the setting of the Codex home has changed. */
export function codexHomeChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.codexHome}`);
}

/** Whether to keep the words of transcripts, which makes searching faster. */
export function keepWordsSetting(): boolean {
  return settings().get(Setting.keepTranscriptWords, true);
}

export function keepWordsChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.keepTranscriptWords}`);
}

/** Whether to look at a running Codex while the view has never been opened. */
export function liveBackgroundSetting(): boolean {
  return settings().get(Setting.liveBackground, false);
}

export function liveBackgroundChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.liveBackground}`);
}

/** Whether to tell what threads did while the view is hidden. */
export function liveNotificationsSetting(): boolean {
  return settings().get(Setting.liveNotifications, false);
}

/** How wide the views are, in pixels. */
export function viewWidthSetting(): number {
  const width = Number(settings().get(Setting.viewWidth, DEFAULT_WIDTH));
  return Number.isNaN(width) ? DEFAULT_WIDTH : Math.max(width, LEAST_WIDTH);
}

export function viewWidthChanged(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${settingsSection}.${Setting.viewWidth}`);
}

/** Whether to ask before threads are moved with their sub-agents. */
export function confirmSetting(): boolean {
  return settings().get(Setting.confirmArchive, true);
}

/** Switches the question off in the user's settings. Rejects when they cannot be written. */
export async function stopConfirming(): Promise<void> {
  await settings().update(Setting.confirmArchive, false, ConfigurationTarget.Global);
}
