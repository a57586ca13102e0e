// One Codex home as the requests see it: its state DB and tree model as of the newest commit, and one operation at a
// time.
import path from 'node:path';
import { t } from '@vscode/l10n';
import {
  codexHomePath,
  defaultConfig,
  findStateDb,
  NoStateDb,
  readCodexConfig,
  resolveCodexHome,
  stateDbFolder,
} from './codexHome';
import { createFileCache } from '../files/fileCache';
import { createSessionNames, type NameOf } from './sessionNames';
import { createStateDbReader } from '../sqlite/reader';
import type { StateDb } from '../sqlite/stateDb';
import { createRowWriter, type RowWriter } from '../sqlite/write';
import { buildHomeModel, type HomeModel } from './homeModel';

/** Where a home is. */
export interface HomeOnDisk {
  /** Canonical path of the Codex home. */
  home: string;
  /** The state DB, or undefined when the home has none: threads are then found by the names of their rollouts. */
  dbPath: string | undefined;
  writer: RowWriter;
}

/** A home as of one commit; the same object as long as nothing has changed. */
export interface HomeState {
  /** The provider that a list keeps to when it is asked for none. */
  readonly defaultProvider: string;
  /** Names in `session_index.jsonl`. */
  readonly nameOf: NameOf;
  /** Built on first use. */
  readonly model: HomeModel;
}

export interface ThreadHome {
  /** The home's path: canonical when it exists, as asked for when not. */
  path(): string;
  /** Folder in which the state DB is, or would be. Throws UserError when there is no home. */
  dbFolder(): string;
  /** Where the home and its state DB are. Throws UserError when there is no home. */
  locate(): HomeOnDisk;
  /**
   * Calls `use` with the newest commit; it must not keep the state DB. Throws UserError when there is no home, no state
   * DB, or one that cannot be read.
   */
  read<T>(use: (db: StateDb, state: HomeState) => T): Promise<T>;
  /** Runs operations that move threads one after the other. */
  exclusively<T>(operation: () => Promise<T>): Promise<T>;
  /** Resolves when the operations that were begun have ended, however they did. */
  settled(): Promise<void>;
  close(): void;
}

/** Opens nothing yet. `setting` is the configured home, empty for `CODEX_HOME`, else `~/.codex`. */
export function createThreadHome(setting: string, env: NodeJS.ProcessEnv, warn: (message: string) => void): ThreadHome {
  const asked = codexHomePath(setting, env);
  const writer = createRowWriter();
  const reader = createStateDbReader(() => writer.release());
  const configOf = createFileCache(file => readCodexConfig(file, warn), defaultConfig);
  const namesOf = createSessionNames(warn);
  let last: { version: string; state: HomeState; source: { db: StateDb } } | undefined;
  let damaged = 0;
  let running: Promise<unknown> = Promise.resolve();

  const open = () => {
    const home = resolveCodexHome(asked);
    const config = configOf(path.join(home, 'config.toml'));
    return { home, config, dbFolder: stateDbFolder(home, config, env) };
  };

  const stateOf = (db: StateDb, version: string, nameOf: NameOf, defaultProvider: string): HomeState => {
    if (last?.version === version && last.state.nameOf === nameOf && last.state.defaultProvider === defaultProvider) {
      // The same commit may have been opened anew, and what it was read from before is closed.
      last.source.db = db;
      return last.state;
    }
    const source = { db };
    let model: HomeModel | undefined;
    const state: HomeState = {
      defaultProvider,
      nameOf,
      get model() {
        return (model ??= modelOf(source.db));
      },
    };
    last = { version, state, source };
    return state;
  };

  const modelOf = (db: StateDb): HomeModel => {
    const model = buildHomeModel(db);
    // With every commit there is a new model: what was said of the last one is not said again.
    if (model.damaged > 0 && model.damaged !== damaged)
      warn(`${db.path}: rows of "threads" whose id is not a UUID are left out: ${model.damaged}.`);
    damaged = model.damaged;
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
      return { home, dbPath: findStateDb(dbFolder), writer };
    },
    read: async use => {
      const { home, config, dbFolder } = open();
      const dbPath = findStateDb(dbFolder);
      if (dbPath === undefined)
        throw new NoStateDb(
          t(
            'There is no state DB (state_<N>.sqlite) in {0}. Run Codex once, in a version of April 2026 or later.',
            dbFolder,
          ),
        );
      const nameOf = namesOf(home);
      return reader.read(dbPath, (db, version) =>
        use(db, stateOf(db, `${dbPath} ${version}`, nameOf, config.modelProvider)),
      );
    },
    exclusively: operation => {
      const result = running.then(operation).finally(() => writer.release());
      running = result.catch(() => undefined);
      return result;
    },
    settled: async () => {
      await running;
    },
    close: () => {
      writer.release();
      reader.close();
    },
  };
}
