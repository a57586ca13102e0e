// Terminals and installed extensions, as far as the commands use them.
import type { TerminalOptions } from 'vscode';
import type { CommandLine } from '../../../src/protocol/methods';
import { fakeVscode } from './vscode';

export interface FakeTerminal {
  creationOptions: TerminalOptions;
  exitStatus: { code: number } | undefined;
  show(): void;
}

/** Notes in `did` what is shown. Returns the terminals, oldest first. `official`: the folder of Codex's extension. */
export function fakeTerminals(did: string[], official?: string): FakeTerminal[] {
  const terminals: FakeTerminal[] = [];
  Object.assign(fakeVscode.window, { terminals });
  fakeVscode.window.createTerminal = (creationOptions: TerminalOptions) => {
    const show = () => void did.push(`terminal ${(creationOptions.shellArgs as string[]).join(' ')}`);
    const terminal = { creationOptions, exitStatus: undefined, show };
    terminals.push(terminal);
    return terminal;
  };
  const getExtension = (id: string) =>
    official !== undefined && id === 'openai.chatgpt' ? { extensionPath: official } : undefined;
  Object.assign(fakeVscode, { extensions: { getExtension } });
  return terminals;
}

export function commandLineOf(changes: Partial<CommandLine> = {}): CommandLine {
  return { program: '/bin/codex', args: ['resume', 'a'], folder: '/work', name: 'Ada', codexHome: '/h', ...changes };
}
