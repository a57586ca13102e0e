// One Codex home as the requests see it: its state DB and tree model as of the newest commit, and one operation at a time.
import path from 'node:path';
import { codexHomePath, defaultConfig, findStateDb, NoStateDb, readCodexConfig, resolveCodexHome, stateDbFolder } from './codexHome';
import { createFileCache } from './fileCache';
import type { HomeOnDisk } from './homeStore';
import { createSessionNames, type NameOf } from './sessionNames';
import { createStateDbReader } from './stateDb/reader';
import type { StateDb } from './stateDb/stateDb';
import { buildTreeModel, type TreeModel } from './treeModel';

export interface ListContext {
  /** The provider that a list keeps to when it is asked for none. */
  defaultProvider: string;
  nameOf: NameOf;
}

export interface ThreadHome {
  /** The home's path: canonical when it exists, as asked for when not. */
  path(): string;
  /** Folder in which the state DB is, or would be. Throws UserError when there is no home. */
  dbFolder(): string;
  /** Where the home and its state DB are. Throws UserError when there is no home. */
  locate(): HomeOnDisk;
  /** Calls `use` with the newest commit. Throws UserError when there is no home, no state DB, or one that cannot be read. */
  readDb<T>(use: (db: StateDb, context: ListContext) => T): Promise<T>;
  /** The model of the newest commit; the same object as long as nothing has changed. Throws as `readDb`. */
  model(): Promise<TreeModel>;
  /** Runs operations that move threads one after the other. */
  exclusively<T>(operation: () => Promise<T>): Promise<T>;
  close(): void;
}

/** Opens nothing yet. `setting` is the configured home, empty for `CODEX_HOME`, else `~/.codex`. */
export function createThreadHome(setting: string, env: NodeJS.ProcessEnv, warn: (message: string) => void): ThreadHome {
  const asked = codexHomePath(setting, env);
  const reader = createStateDbReader();
  const configOf = createFileCache(file => readCodexConfig(file, warn), defaultConfig);
  const namesOf = createSessionNames(warn);
  let cached: { version: string; nameOf: NameOf; model: TreeModel } | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const open = () => {
    const home = resolveCodexHome(asked);
    const config = configOf(path.join(home, 'config.toml'));
    return { home, config, dbFolder: stateDbFolder(home, config, env) };
  };

  const openDb = () => {
    const opened = open();
    const dbPath = findStateDb(opened.dbFolder);
    if (dbPath === undefined) throw new NoStateDb(`There is no state DB (state_<N>.sqlite) in ${opened.dbFolder}. Run Codex once, in a version of April 2026 or later.`);
    return { ...opened, dbPath };
  };

  const modelOf = (db: StateDb, version: string, nameOf: NameOf): TreeModel => {
    if (cached?.version === version && cached.nameOf === nameOf) return cached.model;
    const model = buildTreeModel(db, nameOf);
    if (model.damaged > 0) warn(`${db.path}: ${model.damaged} rows of "threads" have an id that is not a UUID; they are left out.`);
    cached = { version, nameOf, model };
    return model;
  };

  return {
    path: () => {
      try {
        return resolveCodexHome(asked);
      } catch {
        // What is wrong with it is said by the first request that needs it.
        return asked;
      }
    },
    dbFolder: () => open().dbFolder,
    locate: () => {
      const { home, dbFolder } = open();
      return { home, dbPath: findStateDb(dbFolder) };
    },
    readDb: async use => {
      const { home, config, dbPath } = openDb();
      const nameOf = namesOf(home);
      return reader.read(dbPath, db => use(db, { defaultProvider: config.modelProvider, nameOf }));
    },
    model: async () => {
      const { home, dbPath } = openDb();
      const nameOf = namesOf(home);
      return reader.read(dbPath, (db, version) => modelOf(db, `${dbPath} ${version}`, nameOf));
    },
    exclusively: operation => {
      const result = running.then(operation);
      running = result.catch(() => undefined);
      return result;
    },
    close: () => reader.close(),
  };
}
