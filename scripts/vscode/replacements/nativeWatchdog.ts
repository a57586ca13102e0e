// In place of @vscode/native-watchdog, which ends an extension host whose parent has died: here whole process groups
// are ended.

export function start(): void {
  // nothing to watch
}

export function exit(code?: number): never {
  process.exit(code ?? 0);
}
