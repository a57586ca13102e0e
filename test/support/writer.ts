// The writer within this process: the same code as the writer process runs, without the process. A lock of this process
// can be lost here, so nothing else in a test that uses it may open and close the state DB meanwhile.
import { MessageChannel } from 'node:worker_threads';
import { serveWriter } from '../../src/server/writer/serveWriter';
import type { StartWriter } from '../../src/server/writer/writer';
import { connectPort } from './connectPort';

/** What the writer reports as a bug fails the test that caused it, as an uncaught error. */
export const startWriterHere: StartWriter = () => {
  const { port1, port2 } = new MessageChannel();
  const [served, connection] = [connectPort(port1), connectPort(port2)];
  const end = serveWriter(served, (_, message) =>
    setImmediate(() => {
      throw new Error(message);
    }),
  );
  served.listen();
  connection.listen();
  const keepAlive = (isNeeded: boolean): void => [port1, port2].forEach(port => (isNeeded ? port.ref() : port.unref()));
  keepAlive(false);
  return {
    connection,
    lost: () => undefined,
    keepAlive,
    end: () => {
      end();
      port1.close();
      port2.close();
      return Promise.resolve();
    },
  };
};
