// Text of others in places where VS Code reads more than text.

/** For notifications, which turn `[text](command:…)` into a link that runs the command. */
export function inMessage(text: string): string {
  return text.replaceAll('](', '] (');
}

/** For quick picks, which turn `$(name)` into an icon. */
export function inQuickPick(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
