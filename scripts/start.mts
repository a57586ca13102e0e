// `npm start`: runs the extension in a real VS Code, on a demo home unless --home names another. VS Code gets a
// temporary folder for its own files, so it does not touch the user's VS Code.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { yearForest } from './demo/firstMessages';
import { demoForest } from './demo/forest';
import { makeDemoHome } from './demo/makeHome';
import { installOpener } from './vscode/installOpener';
import { linkExtension } from './vscode/linkExtension';
import { pageUrl } from './vscode/page';
import { projectRoot } from './vscode/paths';
import { startServer } from './vscode/server';
import { quietSettings } from './vscode/settings';

const usage = `npm start -- [--home FOLDER] [--port N] [--desktop]
  --home FOLDER  a real Codex home, e.g. ~/.codex, instead of the demo home
  --port N       the port on 127.0.0.1, instead of a free one
  --desktop      the installed VS Code (command "code") instead of the embedded one`;

// The first signal ends the run. Later ones are ignored, so that they do not interrupt the clean-up.
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interruption.abort());

const scratch = mkdtempSync(path.join(tmpdir(), 'codex-thread-tree-'));
const demoFolder = path.join(scratch, 'shop');
process.once('exit', () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
try {
  const options = readOptions();
  const codexHome = options.home ?? demoHome();
  // Most of the demo's threads worked in it. One's own threads can be limited to the folder of the project.
  const folder = options.home === undefined ? demoFolder : projectRoot;
  console.log(`Codex home: ${codexHome}${options.home === undefined ? ' (a demo, removed at the end)' : ''}`);
  await (options.desktop ? runDesktop(codexHome, folder) : runEmbedded(codexHome, folder, options.port));
} catch (error) {
  // After a signal, errors are expected: npm and the server received it too.
  if (!interruption.signal.aborted) console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function readOptions(): { home: string | undefined; port: number; desktop: boolean } {
  const { values } = parse();
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`--port ${values.port}: not a port\n${usage}`);
  const home = values.home?.replace(/^~(?=$|[\\/])/, homedir());
  if (home !== undefined && !(existsSync(home) && statSync(home).isDirectory()))
    throw new Error(`--home ${home}: no such folder`);
  return { home: home === undefined ? undefined : path.resolve(home), port, desktop: values.desktop };
}

function parse() {
  try {
    return parseArgs({
      options: { home: { type: 'string' }, port: { type: 'string' }, desktop: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

function demoHome(): string {
  const home = path.join(scratch, 'codex-home');
  mkdirSync(home);
  mkdirSync(demoFolder);
  makeDemoHome(home, Date.now(), [...demoForest, ...yearForest], demoFolder);
  return home;
}

async function runEmbedded(codexHome: string, folder: string, port: number): Promise<void> {
  const extensionsDir = path.join(scratch, 'extensions');
  linkExtension(extensionsDir);
  installOpener(extensionsDir);
  const server = await startServer({
    extensionsDir,
    port,
    staysUp: true,
    machineSettings: { 'codexThreadTree.codexHome': codexHome },
  });
  console.log(`\n  Open ${pageUrl(server, folder)}\n\nCtrl+C ends it.`);
  const why = await Promise.race([interrupted(), once(server.process, 'exit').then(() => 'server ended' as const)]);
  await server.stop();
  if (why === 'server ended') throw new Error('the VS Code server ended');
}

/** Opens a window of the installed VS Code with a separate profile and waits until it is closed. */
async function runDesktop(codexHome: string, folder: string): Promise<void> {
  const userData = path.join(scratch, 'user-data');
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(
    path.join(userData, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, 'codexThreadTree.codexHome': codexHome }),
  );
  const code = spawn(
    'code',
    [
      folder,
      '--new-window',
      '--wait',
      `--extensionDevelopmentPath=${projectRoot}`,
      `--extensionDevelopmentPath=${installOpener(scratch)}`,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(scratch, 'extensions')}`,
      '--disable-workspace-trust',
    ],
    { stdio: 'inherit', shell: process.platform === 'win32' },
  );
  console.log('\nOpening VS Code. Closing the window or Ctrl+C ends it.');
  try {
    await Promise.race([interrupted(), once(code, 'exit')]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      'there is no command "code" in PATH: in VS Code run "Shell Command: Install \'code\' command in PATH"',
      { cause: error },
    );
  }
  code.kill();
}

async function interrupted(): Promise<'interrupted'> {
  if (!interruption.signal.aborted) await once(interruption.signal, 'abort');
  return 'interrupted';
}
