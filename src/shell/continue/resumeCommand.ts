// The command that continues a thread in a terminal of the user's own, as text to be pasted.

/**
 * `codex resume <id>`, with the Codex home if it is not the usual one. It is for a POSIX shell, on Windows for
 * PowerShell. The home is quoted so that the shell runs nothing that its name contains.
 */
export function resumeCommand(threadId: string, codexHome: string | null, platform: NodeJS.Platform): string {
  const command = ['codex', 'resume', threadId].join(' ');
  if (codexHome === null) {
    return command;
  }
  return platform === 'win32'
    ? `$env:CODEX_HOME='${codexHome.replaceAll("'", "''")}'; ${command}`
    : `CODEX_HOME='${codexHome.replaceAll("'", String.raw`'\''`)}' ${command}`;
}
