// A process that holds the coordination lock of the home in its argument, as the server does, until it is killed.
import { createWriterLocks } from '../../src/server/locks/writerLocks';

await createWriterLocks(process.argv[2] ?? '').hold();
process.stdout.write('held\n');
setInterval(() => undefined, 60_000);
