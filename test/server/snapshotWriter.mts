// A process that commits, rolls back, spills, checkpoints, vacuums, closes and reopens a database as long as its stdin
// is open. Every commit keeps an invariant, which snapshotRaces.test.ts checks: every `stamp.n` is `counter.stamped`;
// the `v` of `debit` and `credit` add up to 0; `extra` has `counter.extras` rows. Rows with n = -1 are never committed.
// After each COMMIT the file `published` grows by a byte: its size is the last counter that is certainly committed.
//
// Arguments: database, published, journal mode, seed, and the size in MB of a table between `debit` and `credit`, which
// makes a read take so long that whole transactions happen during it.
import { appendFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const [path = '', published = '', mode = '', seed = '1', ballast = '0'] = process.argv.slice(2);
const isWal = mode === 'wal';
let random = Number(seed);
let counter = 0;
let db = open();
let reader: DatabaseSync | undefined;

db.exec(`PRAGMA auto_vacuum = ${below(2) === 0 ? 'FULL' : 'INCREMENTAL'};
  CREATE TABLE counter (n INTEGER, stamped INTEGER, extras INTEGER);
  INSERT INTO counter VALUES (0, 0, 0);
  CREATE TABLE stamp (id INTEGER PRIMARY KEY, n INTEGER, pad BLOB);
  CREATE TABLE debit (id INTEGER PRIMARY KEY, v INTEGER, pad BLOB);
  CREATE TABLE ballast (id INTEGER PRIMARY KEY, pad BLOB);
  CREATE TABLE credit (id INTEGER PRIMARY KEY, v INTEGER, pad BLOB);
  CREATE TABLE extra (id INTEGER PRIMARY KEY, pad BLOB);
  CREATE INDEX stampByN ON stamp (n);
  WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 40) INSERT INTO stamp SELECT i, 0, randomblob(2500) FROM k;
  INSERT INTO debit SELECT id, 0, randomblob(900) FROM stamp;
  INSERT INTO ballast SELECT d.id * 1000 + s.id, zeroblob(${Number(ballast) * 600}) FROM debit d, stamp s;
  INSERT INTO credit SELECT id, 0, randomblob(900) FROM stamp`);
process.stdout.write('ready\n');

let ended = false;
process.stdin
  .on('end', () => {
    ended = true;
  })
  .resume();
run();

function run(): void {
  for (let i = 0; i < 5; i++) step();
  if (ended) process.exit(0);
  setTimeout(run, below(ballast === '0' ? 3 : 150));
}

function open(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: 5000 });
  opened.exec(
    `PRAGMA journal_mode = ${mode}; PRAGMA synchronous = ${['OFF', 'OFF', 'NORMAL', 'FULL'][below(4)]}; PRAGMA wal_autocheckpoint = ${50 + below(300)}`,
  );
  return opened;
}

/** A linear congruential generator: the same seed gives the same run. */
function below(limit: number): number {
  random = (random * 1103515245 + 12345) % 2147483648;
  return Math.floor(random / 65536) % limit;
}

function step(): void {
  const dice = below(100);
  if (dice < 45) commit(() => transfer());
  else if (dice < 60) commit(() => stamp());
  else if (dice < 68)
    spilling(() =>
      commit(() => {
        poison();
        transfer();
        stamp();
      }),
    );
  else if (dice < 76)
    spilling(() => {
      db.exec('BEGIN');
      poison();
      db.exec('DELETE FROM credit; INSERT INTO extra (pad) SELECT zeroblob(5000) FROM stamp; ROLLBACK');
    });
  else if (dice < 82)
    commit(() => {
      transfer();
      db.exec('INSERT INTO extra (pad) SELECT randomblob(3000) FROM stamp; UPDATE counter SET extras = extras + 40');
    });
  else if (dice < 86) commit(() => db.exec('DELETE FROM extra; UPDATE counter SET extras = 0'));
  else if (dice < 88) db.exec('PRAGMA incremental_vacuum');
  else if (dice < 94 && isWal) checkpoint();
  else if (dice < 96 && isWal) toggleReader();
  else if (dice < 99) reopen();
  else if (ballast === '0') vacuum();
}

function commit(change: () => void): void {
  db.exec('BEGIN IMMEDIATE');
  change();
  db.exec('UPDATE counter SET n = n + 1');
  db.exec('COMMIT');
  counter++;
  appendFileSync(published, '.');
}

function transfer(): void {
  const amount = below(1000);
  db.exec(
    `UPDATE debit SET v = v - ${amount} WHERE id = ${1 + below(40)}; UPDATE credit SET v = v + ${amount} WHERE id = ${1 + below(40)}`,
  );
}

function stamp(): void {
  db.exec(`UPDATE stamp SET n = ${counter + 1}; UPDATE counter SET stamped = ${counter + 1}`);
}

function poison(): void {
  db.exec('UPDATE stamp SET n = -1, pad = randomblob(2500)');
}

/** Makes the cache so small that the transaction writes pages long before it ends. */
function spilling(run: () => void): void {
  db.exec('PRAGMA cache_size = 5; PRAGMA cache_spill = 5');
  run();
  db.exec('PRAGMA cache_size = 2000');
}

function checkpoint(): void {
  const kind = ['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'][below(4)];
  if (kind !== 'PASSIVE') endReader();
  db.exec(`PRAGMA wal_checkpoint(${kind})`);
}

/** A second connection with an open read transaction holds up checkpoints. */
function toggleReader(): void {
  if (reader) return endReader();
  reader = new DatabaseSync(path, { timeout: 5000 });
  reader.exec('BEGIN');
  reader.prepare('SELECT n FROM counter').all();
}

function endReader(): void {
  reader?.close();
  reader = undefined;
}

/** Closing the last connection deletes the WAL, and so does leaving WAL mode and coming back. */
function reopen(): void {
  endReader();
  if (isWal && below(3) === 0)
    db.exec('PRAGMA journal_mode = DELETE; UPDATE counter SET n = n; PRAGMA journal_mode = WAL');
  db.close();
  db = open();
}

function vacuum(): void {
  endReader();
  // In WAL mode this does not change the page size.
  db.exec(`PRAGMA page_size = ${1024 << below(4)}; VACUUM`);
}
