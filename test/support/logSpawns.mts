// Loaded into a server before its own code (`node --import`): adds a line to the file SPAWN_LOG for each process that
// it starts, with the program and its arguments.
import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { spawn } = childProcess as unknown as { spawn: (...parameters: [string, ...unknown[]]) => unknown };
Object.assign(childProcess, {
  spawn: (program: string, ...rest: unknown[]) => {
    appendFileSync(process.env.SPAWN_LOG ?? '', `${program} ${String(rest[0])}\n`);
    return spawn(program, ...rest);
  },
});
syncBuiltinESMExports();
