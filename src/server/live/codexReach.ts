// How the Codex of a home can be asked right now.
import path from 'node:path';
import type { CodexPlaces } from '../../protocol/live';
import type { ThreadHome } from '../home/threadHome';
import type { LoadedThreads } from '../locks/loadedThreads';
import { holdersInTable } from '../locks/tableLocks';
import { writerLockFolder } from '../locks/writerLocks';
import type { JsonObject } from '../transcript/wireValues';
import { askCodex, askServer, type CodexActions, type CodexReach, type NamedThreads } from './askCodex';
import { findCodexProgram, type ProgramSystem } from './codexProgram';
import { findControlSocket } from './controlSocket';

export interface Asking {
  /** As `askCodex`. */
  ask<Method extends keyof CodexActions>(
    method: Method,
    params: CodexActions[Method],
    codex: CodexPlaces,
    signal: AbortSignal,
  ): Promise<JsonObject>;
  /** As `askServer`. */
  askServer<Method extends keyof CodexActions>(
    method: Method,
    params: CodexActions[Method],
    signal: AbortSignal,
    afterwards?: (named: NamedThreads) => Promise<void>,
  ): Promise<JsonObject>;
  /** The process of the server that would be asked; undefined if it would be a child. */
  server(): number | undefined;
}

/** Where Codex may be, and what it is told about us. */
export type AskingContext = Pick<CodexReach, 'version' | 'warn'> & { system: Omit<ProgramSystem, 'codexHome'> };

export function createAsking(
  home: ThreadHome,
  loadedThreads: Pick<LoadedThreads, 'look'>,
  { version, warn, system }: AskingContext,
): Asking {
  return {
    ask: async (method, params, codex, signal) => {
      const codexHome = home.locate().home;
      const reach: CodexReach = {
        home: codexHome,
        socket: socketOf(codexHome, loadedThreads),
        program: () => findCodexProgram(codex, { ...system, codexHome }),
        env: system.env,
        version,
        warn,
      };
      return askCodex(method, params, reach, signal);
    },
    askServer: (method, params, signal, afterwards) => {
      const codexHome = home.locate().home;
      const reach = { home: codexHome, socket: socketOf(codexHome, loadedThreads), version, warn };
      return askServer(method, params, reach, signal, afterwards);
    },
    server: () => socketOf(home.path(), loadedThreads)?.pid,
  };
}

/**
 * The socket of a server that has a thread of this home loaded. One that has none gets no client from us: it would give
 * our name to the threads that the user starts there.
 */
function socketOf(home: string, loadedThreads: Pick<LoadedThreads, 'look'>): CodexReach['socket'] {
  const folder = writerLockFolder(home);
  const files = [...loadedThreads.look()].map(id => path.join(folder, `${id}.lock`));
  if (process.platform !== 'linux' || files.length === 0) return undefined;
  return findControlSocket(home, new Set([...holdersInTable(files).values()].flatMap(pid => pid ?? [])));
}
