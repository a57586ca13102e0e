// Text of others in places where VS Code reads more than text.

/**
 * Paths, and the reasons that name them, hold what they like: none of it is to break the line, run backwards or hide.
 * Joined emoji stay.
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
