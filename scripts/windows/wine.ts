// A Windows of its own for one run: a Wine prefix in a temporary folder, ended and removed after it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, openSync, closeSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WindowsPrograms } from './windowsPrograms';

export interface Wine {
  /** What leads other programs of Wine to it. */
  env: NodeJS.ProcessEnv;
  /** Runs Node for Windows, passes its output on as it arrives, and resolves to its exit code and this output. */
  node(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<{ code: number; output: string }>;
}

/** Runs `use` with a new Windows 10, which has nothing but what the programs bring. */
export async function withWine<T>(programs: WindowsPrograms, use: (wine: Wine) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ctt-wine-'));
  const prefix = path.join(folder, 'prefix');
  const env = {
    // Without it, Wine makes no file whose name is not ASCII.
    LC_ALL: 'C.UTF-8',
    WINEPREFIX: prefix,
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    // Neither .NET nor a browser is needed, and Wine would offer to download them.
    WINEDLLOVERRIDES: 'mscoree,mshtml=',
  };
  const all: NodeJS.ProcessEnv = {
    ...env,
    PATH: process.env.PATH,
    HOME: folder,
    USER: 'tester',
    ESBUILD_BINARY_PATH: windowsPath(programs.esbuild),
  };
  const output = path.join(folder, 'output');
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> =>
    runIntoFile(programs.wine, args, { ...all, ...more }, output);
  try {
    await run(['wineboot', '--init']);
    copyFileSync(programs.library, path.join(prefix, 'drive_c/windows/system32/bcryptprimitives.dll'));
    // Wine 8 presents itself as Windows 7, on which Node refuses to run.
    await run(['winecfg', '-v', 'win10']);
    return await use({ env, node: (args, more) => run([windowsPath(programs.node), ...args], more) });
  } finally {
    // Ends what still runs in this prefix, and nothing else; waits for it.
    await once(spawn(programs.wineServer, ['-k', '-w'], { env: all, stdio: 'ignore' }), 'exit');
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** The path of a file of this Linux under Wine. */
export function windowsPath(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

/** Node for Windows cannot write to a pipe of Linux, so it writes to a file, which is read as it grows. */
async function runIntoFile(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  file: string,
): Promise<{ code: number; output: string }> {
  const written = openSync(file, 'w+');
  let output = '';
  let at = 0;
  const bytes = Buffer.alloc(1 << 16);
  const decoder = new TextDecoder();
  const passOn = (): void => {
    for (let read; (read = readSync(written, bytes, 0, bytes.length, at)) > 0; at += read) {
      const text = decoder.decode(bytes.subarray(0, read), { stream: true });
      output += text;
      process.stdout.write(text);
    }
  };
  const timer = setInterval(passOn, 500);
  try {
    const [code] = (await once(spawn(program, args, { env, stdio: ['ignore', written, written] }), 'exit')) as [
      number | null,
    ];
    passOn();
    return { code: code ?? 1, output };
  } finally {
    clearInterval(timer);
    closeSync(written);
  }
}
