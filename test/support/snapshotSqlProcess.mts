// A process that runs the SQL it reads from stdin, one JSON string a line, on the database in its argument, and answers
// each line with "ok" or the error. "reopen" closes the connection and opens it again. The end of stdin ends it without
// closing.
import { DatabaseSync } from 'node:sqlite';
import { createInterface } from 'node:readline';

const [path = ''] = process.argv.slice(2);
let db = new DatabaseSync(path);
const input = createInterface({ input: process.stdin });
input.on('line', line => {
  const sql = JSON.parse(line) as string;
  try {
    if (sql === 'reopen') {
      db.close();
      db = new DatabaseSync(path);
    } else {
      db.exec(sql);
    }
    process.stdout.write('ok\n');
  } catch (error) {
    process.stdout.write(`${String(error)}\n`);
  }
});
input.on('close', () => process.exit(0));
