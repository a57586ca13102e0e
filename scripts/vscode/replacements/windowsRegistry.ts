// Replaces @vscode/windows-registry, which the server asks for the machine's id: Wine's registry has none.

export function GetStringRegKey(): undefined {
  return undefined;
}
