// Parses the part of desktop VS Code's command line that @vscode/test-electron uses.
import { parseArgs } from 'node:util';

export interface SuiteCommand {
  /** The folder that the window opens. */
  folder: string | undefined;
  extensionDevelopmentPaths: string[];
  extensionTestsPath: string;
  extensionsDir: string | undefined;
}

/** Parses `argv` (without node and script) and ignores other flags. Throws when it names no suite to run. */
export function parseSuiteCommand(argv: readonly string[]): SuiteCommand {
  const { values, positionals } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
      'extensions-dir': { type: 'string' },
    },
  });
  const tests = text(values.extensionTestsPath);
  const extensions = (values.extensionDevelopmentPath ?? []).flatMap(value => text(value) ?? []);
  if (tests === undefined || extensions.length === 0) {
    throw new Error(
      'usage: standIn.mts [FOLDER] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--extensions-dir=DIR]',
    );
  }
  return {
    folder: positionals[0],
    extensionDevelopmentPaths: extensions,
    extensionTestsPath: tests,
    extensionsDir: text(values['extensions-dir']),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
