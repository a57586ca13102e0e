// Moves files in a separate process, which may have limits, its own disks, or be killed at any step. Run by
// moveProcess.test.ts: the argument is a MoveOrder as JSON, and the outcome is printed as JSON.
import fs from 'node:fs';
import type { Failure } from '../../src/protocol/failures';
import { holdFolders } from '../../src/server/files/heldFolders';
import { moveFiles } from '../../src/server/files/moveFiles';
import type { FileMove } from '../../src/server/threads/threadChange';

export interface MoveOrder {
  home: string;
  moves: FileMove[];
  /** Ends the process right before the n-th call, from 1, that changes something on disk. */
  killAt?: number;
}

export interface MoveResult {
  failure?: Failure;
  /** What is in `archived_sessions` afterwards. */
  archived: string[];
}

const order = JSON.parse(process.argv[2] as string) as MoveOrder;
if (order.killAt !== undefined) killAt(order.killAt);
const folders = holdFolders(order.home);
const failure = moveFiles('archive', order.moves, folders);
folders.close();
const result: MoveResult = {
  ...(failure && { failure }),
  archived: fs.readdirSync(`${order.home}/archived_sessions`),
};
process.stdout.write(JSON.stringify(result));

function killAt(step: number): void {
  let left = step;
  for (const call of [
    'openSync',
    'writeSync',
    'fchmodSync',
    'futimesSync',
    'fsyncSync',
    'renameSync',
    'unlinkSync',
    'lutimesSync',
    'mkdirSync',
  ] as const) {
    const original = fs[call] as (...parameters: unknown[]) => unknown;
    Object.assign(fs, {
      [call]: (...parameters: unknown[]) => {
        const isOpenedToRead = call === 'openSync' && (Number(parameters[1]) & fs.constants.O_CREAT) === 0;
        if (!isOpenedToRead && --left === 0) process.kill(process.pid, 'SIGKILL');
        return original(...parameters);
      },
    });
  }
}
