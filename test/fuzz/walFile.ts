// Write-ahead logs taken apart and put together again with checksums that are right, so that what is wrong in them is
// found by more than the first checksum (SQLite file format, section "The WAL File").
import type { Random } from '../fixtures/random';

export interface WalFrame {
  page: number;
  /** The size of the database in pages, for the last frame of a commit; else 0. */
  commit: number;
  content: Uint8Array;
  /** Of an earlier life of the log. */
  stale: boolean;
}

export interface WalFile {
  pageSize: number;
  bigEndian: boolean;
  frames: WalFrame[];
}

export function parseWal(bytes: Buffer): WalFile {
  const pageSize = bytes.readUInt32BE(8);
  const frames: WalFrame[] = [];
  for (let at = 32; at + 24 + pageSize <= bytes.length; at += 24 + pageSize) {
    frames.push({
      page: bytes.readUInt32BE(at),
      commit: bytes.readUInt32BE(at + 4),
      content: bytes.subarray(at + 24, at + 24 + pageSize),
      stale: false,
    });
  }
  return { pageSize, bigEndian: (bytes.readUInt32BE(0) & 1) === 1, frames };
}

/** The file, with salts drawn from `random`. */
export function writeWal({ pageSize, bigEndian, frames }: WalFile, random: Random): Buffer {
  const salt = (): number => random.int(0x1_0000_0000);
  const salts = [salt(), salt()] as const;
  const header = Buffer.alloc(32);
  for (const [at, value] of [0x377f0682 + (bigEndian ? 1 : 0), 3007000, pageSize, 0, ...salts].entries())
    header.writeUInt32BE(value, at * 4);
  const sum: [number, number] = [0, 0];
  const add = (bytes: Buffer): void => {
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const [a, b] = bigEndian
        ? [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)]
        : [bytes.readUInt32LE(at), bytes.readUInt32LE(at + 4)];
      sum[0] = (sum[0] + a + sum[1]) >>> 0;
      sum[1] = (sum[1] + b + sum[0]) >>> 0;
    }
  };
  add(header.subarray(0, 24));
  header.writeUInt32BE(sum[0], 24);
  header.writeUInt32BE(sum[1], 28);
  const parts = [header];
  for (const { page, commit, content, stale } of frames) {
    const head = Buffer.alloc(24);
    for (const [at, value] of [page, commit, stale ? salt() : salts[0], salts[1]].entries())
      head.writeUInt32BE(value >>> 0, at * 4);
    const body = Buffer.from(content);
    add(head.subarray(0, 8));
    add(body);
    head.writeUInt32BE(sum[0], 16);
    head.writeUInt32BE(sum[1], 20);
    parts.push(head, body);
  }
  return Buffer.concat(parts);
}

/** A log with frames repeated, left out, exchanged, for other pages, of other commits, or with other contents. */
export function damagedWal(wal: WalFile, random: Random): WalFile {
  const frames = wal.frames.map(frame => ({ ...frame }));
  for (let n = 1 + random.int(3); n > 0 && frames.length > 0; n--) {
    const at = random.int(frames.length);
    const frame = frames[at] as WalFrame;
    const other = random.pick(frames);
    switch (random.int(9)) {
      case 0:
        frames.splice(at, 0, ...Array.from({ length: 1 + random.int(20) }, () => ({ ...other })));
        break;
      case 1:
        frames.splice(at, 1 + random.int(3));
        break;
      case 2:
        [frame.content, other.content] = [other.content, frame.content];
        break;
      case 3:
        frame.page = random.pick([0, 1, 2, frame.page + 1, frame.commit, 0x7fffffff, 0xffffffff]);
        break;
      case 4:
        frame.commit = random.pick([
          0,
          1,
          2,
          frame.page,
          Math.max(0, frame.commit - 1),
          frame.commit + 1,
          frame.commit + 1000,
          0x7fffffff,
          0xffffffff,
        ]);
        break;
      case 5:
        frame.stale = true;
        break;
      case 6:
        frame.content = Buffer.concat([
          frame.content.subarray(0, frame.content.length / 2),
          other.content.subarray(other.content.length / 2),
        ]);
        break;
      case 7:
        frame.content = Buffer.alloc(wal.pageSize, random.int(256));
        break;
      default:
        frame.content = Buffer.from(frame.content).fill(
          random.int(256),
          random.int(100),
          100 + random.int(wal.pageSize - 100),
        );
    }
  }
  return { ...wal, bigEndian: random.chance(0.1) ? !wal.bigEndian : wal.bigEndian, frames };
}
