// A process like an extension host: the thread server in a worker, and a SQLite connection of another extension on the
// main thread. Run by theirLocksStay.test.ts with the home as argument; answers each message with an error or null.
import { DatabaseSync } from 'node:sqlite';
import { stateDbOf } from '../support/stateDb';
import { startWorkerServer } from '../support/workerServer';

const home = String(process.argv[2]);
const server = startWorkerServer(home);
const other = new DatabaseSync(stateDbOf(home));

async function run(order: string): Promise<void> {
  if (order === 'initialize') await server.initialize();
  else if (order === 'list') await server.request('threadTree/list', { view: 'threads' });
  else other.exec(order);
}

process.on('message', (order: string) => {
  run(order).then(
    () => process.send?.(null),
    (error: unknown) => process.send?.((error as Error).message),
  );
});
process.on('disconnect', () => process.exit());
