// `threadTree/commandLine`: how a thread is continued in a terminal.
import path from 'node:path';
import type { CommandLine, CommandLineParams } from '../../protocol/live';
import { FailureError } from '../failure';
import { staysLocal } from '../files/localPath';
import { lookThrough } from '../files/look';
import { findCodexProgram, type ProgramSystem } from '../live/codexProgram';
import type { ThreadHome } from '../home/threadHome';
import { readThreads } from '../home/threadRows';
import { columnOf } from '../home/threadsTable';
import { displayName } from '../threads/names';
import { threadOfRow } from '../threads/threadOfRow';

const NAME_LIMIT = 80;

/** Rejects with `threadGone` if the thread has no row, or if Codex is not found; see `findCodexProgram`. */
export async function commandLine(
  home: ThreadHome,
  { threadId, action, codex }: CommandLineParams,
  system: Omit<ProgramSystem, 'codexHome'>,
): Promise<CommandLine> {
  const { name, cwd } = await home.read((db, state) => {
    const [row] = readThreads(db, `WHERE ${columnOf('id')} = ?`, [threadId]);
    if (!row) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
    const { cwd } = threadOfRow(row, state);
    return { name: displayName({ ...row, id: threadId }, state.nameOf, NAME_LIMIT), cwd };
  });
  const codexHome = home.path();
  const isThere = path.isAbsolute(cwd) && staysLocal(cwd, codexHome) && lookThrough(cwd)?.isDirectory() === true;
  return {
    program: findCodexProgram(codex, { ...system, codexHome }),
    args: [action, threadId],
    folder: isThere ? cwd : null,
    name,
    codexHome,
  };
}
