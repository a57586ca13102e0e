// Starts the writer process.
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import type { Log } from '../rpc';
import type { RunningWriter } from './writer';

/** How long the process may take to end by itself: a commit waits for readers. */
const GRACE_MS = 3000;

/** Starts the bundle of writerMain.ts at `script` with this process's own Node. What it prints goes to the log. */
export function startWriterProcess(script: string, log: Log): RunningWriter {
  const child = spawn(process.execPath, [script], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    windowsHide: true,
    env: {
      ...process.env,
      // In VS Code's desktop, the program is Electron.
      ELECTRON_RUN_AS_NODE: '1',
      // Those of the extension host, for example a debugger's port.
      NODE_OPTIONS: '',
      // node:sqlite is experimental.
      NODE_NO_WARNINGS: '1',
    },
  });
  const complaints = child.stderr as Socket;
  createInterface({ input: complaints }).on('line', line => log('error', `Writer process: ${line}`));
  complaints.unref();

  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  let lost: string | undefined;
  const ended = new Promise<void>(resolve => {
    const lose = (cause: string): void => {
      lost ??= cause;
      // Rejects what is pending. The reader would do so at `close`, which does not come if this side disconnects.
      connection.dispose();
      resolve();
    };
    child.on('error', ({ message }) => lose(message));
    child.on('exit', (code, signal) => lose(code === null ? String(signal) : `exit code ${code}`));
  });
  connection.listen();
  const keepAlive = (isNeeded: boolean): void => {
    const change = isNeeded ? 'ref' : 'unref';
    child[change]();
    child.channel?.[change]();
  };
  keepAlive(false);
  return {
    connection,
    lost: () => lost,
    keepAlive,
    end: async () => {
      keepAlive(true);
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(force);
    },
  };
}
