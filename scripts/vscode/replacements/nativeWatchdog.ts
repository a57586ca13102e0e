// Replaces @vscode/native-watchdog, which ends an extension host when its parent dies. The scripts end the whole
// process group instead.

export function start(): void {
  // nothing to watch
}

export function exit(code?: number): never {
  process.exit(code ?? 0);
}
