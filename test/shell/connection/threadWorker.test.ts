// Real worker threads that behave well and badly.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { startThreadWorker } from '../../../src/shell/connection/threadWorker';
import { connectPort } from '../../support/connectPort';
import { suiteFolder } from '../../support/temporaryFolder';

describe('The worker of the thread server', () => {
  const folder = suiteFolder();

  /** Starts a worker with this code; `port`, `codexHome` and `journal` are in scope. */
  function start(name: string, code: string) {
    const file = folder(`${name}.cjs`);
    writeFileSync(
      file,
      `const { workerData: { port, codexHome, journal } } = require('node:worker_threads');\n${code}`,
    );
    const lines: string[] = [];
    const log = (level: string) => (message: string | Error) =>
      void lines.push(`${level}: ${message instanceof Error ? message.message : message}`);
    const worker = startThreadWorker(
      file,
      { codexHome: '/some/home', journal: '/some/journal', words: null },
      { info: log('info'), warn: log('warn'), error: log('error') },
    );
    const connection = connectPort(worker.port);
    const closed = new Promise<void>(resolve => connection.onClose(resolve));
    connection.listen();
    return { worker, connection, closed, lines };
  }
  const echo = `port.on('message', ({ id, method }) => {
    if (method === 'ask') port.postMessage({ jsonrpc: '2.0', id, result: [codexHome, journal] });
    if (method === 'exit') port.close();
  });`;
  const ask = (connection: MessageConnection) => connection.sendRequest<string[]>('ask');

  it("gets the port, the home and the journal's folder", async () => {
    const { worker, connection } = start('echo', echo);
    assert.deepEqual(await ask(connection), ['/some/home', '/some/journal']);
    await connection.sendNotification('exit');
    await worker.end(10_000);
  });

  it('ends by itself when it is told to, without force', async () => {
    const { worker, connection, closed, lines } = start('exit', echo);
    await connection.sendNotification('exit');
    await worker.end(10_000);
    await closed;
    assert.deepEqual(lines, ['info: The thread server has ended (exit code 0).']);
  });

  it('logs what it complains about, but not that node:sqlite is experimental', async () => {
    const { worker, connection, closed, lines } = start(
      'warn',
      `process.emitWarning('SQLite', 'ExperimentalWarning'); process.emitWarning('Other'); ${echo}`,
    );
    await ask(connection);
    await connection.sendNotification('exit');
    await worker.end(10_000);
    await closed;
    const complaints = lines.filter(line => line.startsWith('error: ')).join();
    assert.match(complaints, /Warning: Other/);
    assert.doesNotMatch(complaints, /SQLite/);
  });

  it('is ended by force when it hangs', async () => {
    const { worker, connection, closed, lines } = start(
      'hang',
      `port.postMessage({ jsonrpc: '2.0', method: 'hanging' }); for (;;) {}`,
    );
    await new Promise<void>(resolve => connection.onNotification('hanging', () => resolve()));
    await worker.end(50);
    await closed;
    assert.deepEqual(lines, [
      'warn: The thread server did not end by itself and is terminated.',
      'info: The thread server has ended (exit code 1).',
    ]);
  });

  it('closes its transports when it crashes, and leaves the error in the log', async () => {
    const { connection, closed, lines, worker } = start(
      'crash',
      `port.on('message', () => { throw new Error('a bug'); });`,
    );
    const answer = ask(connection);
    closed.then(() => connection.dispose()).catch(assert.fail);
    await assert.rejects(answer);
    await worker.end(10_000);
    assert.deepEqual(lines, ['error: a bug', 'info: The thread server has ended (exit code 1).']);
  });

  it('has its output in the log, line by line', async () => {
    const { worker, lines } = start('print', `console.log('one\\ntwo'); console.error('three'); port.close();`);
    await worker.end(10_000);
    assert.deepEqual(lines.filter(line => !line.includes('has ended')).sort(), [
      'error: three',
      'info: one',
      'info: two',
    ]);
  });
});
