// Untrusted text in places where VS Code reads more than text.

/**
 * One line without control and bidi characters: untrusted paths and messages may break the line, run backwards or hide
 * text. Joined emoji stay.
 */
export function oneLine(text: string): string {
  return text.replace(/(?:(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])+/gu, ' ');
}

/** For notifications, which turn `[text](command:…)` into a link that runs the command. */
export function inMessage(text: string): string {
  return oneLine(text).replaceAll('](', '] (');
}

/** For quick picks and the status bar, which turn `$(name)` into an icon. */
export function inQuickPick(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
