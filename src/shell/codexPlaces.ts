// Where Codex's program may be, as far as the window knows.
import { extensions } from 'vscode';
import type { CodexPlaces } from '../protocol/live';
import { codexPathSetting } from './settings';

/** The id of Codex's own extension. */
export const officialExtension = 'openai.chatgpt';

/** As of now: the user may change the setting, or install the extension. */
export function codexPlaces(): CodexPlaces {
  return {
    configured: codexPathSetting(),
    officialExtension: extensions.getExtension(officialExtension)?.extensionPath ?? null,
  };
}
