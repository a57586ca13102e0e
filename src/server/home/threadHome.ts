// One Codex home as requests see it: its state DB and model as of the newest commit, and one operation at a time.
import path from 'node:path';
import {
  askedHome,
  defaultConfig,
  findStateDb,
  formerSpelling,
  readCodexConfig,
  resolveCodexHome,
  stateDbFolder,
  type CodexConfig,
} from './codexHome';
import { FailureError } from '../failure';
import { createFileCache } from '../files/fileCache';
import type { Watch } from '../files/watch';
import { watchHomeFiles } from './homeWatch';
import { createSessionNames, type NameOf } from './sessionNames';
import { createStateDbReader } from '../sqlite/reader';
import type { MoreOfStateDb, StateDb } from '../sqlite/stateDb';
import { neededTables } from './threadsTable';
import { buildHomeModel, type HomeModel } from './homeModel';

/** Where a home is. */
export interface HomeOnDisk {
  /** Canonical path of the Codex home. */
  home: string;
  /** The state DB; undefined if the home has none: then threads are found by the names of their rollouts. */
  dbPath: string | undefined;
}

/** A home as of one commit; the same object as long as nothing has changed. */
export interface HomeState {
  /** The provider whose threads are listed if none is asked for. */
  readonly defaultProvider: string;
  /** The names in `session_index.jsonl`. */
  readonly nameOf: NameOf;
  /** Built on first use. */
  readonly model: HomeModel;
}

export interface ThreadHome {
  /** The home's path: canonical if it exists, otherwise as configured. */
  path(): string;
  /**
   * The home's path as earlier versions of this extension spelled it: on a system that ignores case, as the user wrote
   * it. Undefined if that is the path itself. Throws FailureError if there is no home.
   */
  formerPath(): string | undefined;
  /** Where the home and its state DB are. Throws FailureError if there is no home. */
  locate(): HomeOnDisk;
  /**
   * Calls `use` with the newest commit, of the newest state DB unless `dbPath` is given; it must not keep the state DB.
   * Throws FailureError if there is no home or no state DB, or if one of them cannot be read. `more` as for
   * `StateDbReader`.
   */
  read<T>(use: (db: StateDb, state: HomeState) => T, dbPath?: string, more?: MoreOfStateDb): Promise<T>;
  /**
   * Does the same with the commit that was read last, of which there may be a newer one: for what an operation does not
   * change.
   */
  readKnown<T>(use: (db: StateDb, state: HomeState) => T): Promise<T>;
  /** Runs one operation that moves threads after another. */
  exclusively<T>(operation: () => Promise<T>): Promise<T>;
  /** Resolves when all operations begun so far have ended, in whatever way. */
  settled(): Promise<void>;
  /**
   * Calls `onChange` when the state DB, the names or the config may have changed, as `watchFolder` does. From now on,
   * `read` looks up their locations only after a change.
   */
  watch(onChange: () => void): void;
  close(): void;
}

/** Where a home's files are, and what is in the small ones. */
interface Located {
  home: string;
  config: CodexConfig;
  dbPath: string;
  nameOf: NameOf;
}

/** Opens nothing yet. `setting` is the configured home, empty for `CODEX_HOME`, else `~/.codex`. */
export function createThreadHome(setting: string, env: NodeJS.ProcessEnv, warn: (message: string) => void): ThreadHome {
  const asked = askedHome(setting, env);
  const reader = createStateDbReader(neededTables);
  const configOf = createFileCache(file => readCodexConfig(file, warn), defaultConfig);
  const namesOf = createSessionNames(warn);
  let last: { version: string; state: HomeState; source: { db: StateDb } } | undefined;
  let damaged = 0;
  let running: Promise<unknown> = Promise.resolve();

  let watches: Watch[] | undefined;
  /** What was looked up, until a watch says that it may have changed. */
  let known: Located | undefined;

  const find = () => {
    const home = resolveCodexHome(asked);
    const config = configOf(path.join(home, 'config.toml'));
    return { home, config, dbFolder: stateDbFolder(home, config, env) };
  };
  const located = (): Located => {
    if (watches?.every(watch => watch.isLive()) !== true) known = undefined;
    if (known) return known;
    const { home, config, dbFolder } = find();
    const dbPath = findStateDb(dbFolder);
    if (dbPath === undefined) throw new FailureError({ code: 'stateDbMissing', folder: dbFolder });
    return (known = { home, config, dbPath, nameOf: namesOf(home) });
  };

  const stateOf = (db: StateDb, version: string, nameOf: NameOf, defaultProvider: string): HomeState => {
    if (last?.version === version && last.state.nameOf === nameOf && last.state.defaultProvider === defaultProvider) {
      // The same commit may have been opened again, and the state DB of before is closed.
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

  const withState =
    <T>(use: (db: StateDb, state: HomeState) => T, { dbPath, nameOf, config }: Located) =>
    (db: StateDb, version: string): T =>
      use(db, stateOf(db, `${dbPath} ${version}`, nameOf, config.modelProvider));

  const modelOf = (db: StateDb): HomeModel => {
    const model = buildHomeModel(db);
    // Every commit makes a new model: do not repeat a warning about the last one.
    if (model.damaged > 0 && model.damaged !== damaged)
      warn(`${db.path}: rows of "threads" whose id is not a UUID are left out: ${model.damaged}.`);
    damaged = model.damaged;
    return model;
  };

  return {
    path: () => {
      try {
        return known?.home ?? resolveCodexHome(asked);
      } catch {
        // The first request that needs the home reports what is wrong with it.
        return asked.path;
      }
    },
    formerPath: () => formerSpelling(asked),
    locate: () => {
      const { home, dbFolder } = find();
      return { home, dbPath: findStateDb(dbFolder) };
    },
    read: async (use, chosen, more) => {
      const place = located();
      const dbPath = chosen ?? place.dbPath;
      return reader.read(dbPath, withState(use, { ...place, dbPath }), more);
    },
    readKnown: async use => {
      const place = located();
      return reader.readKnown(place.dbPath, withState(use, place));
    },
    exclusively: operation => {
      const result = running.then(operation);
      running = result.catch(() => undefined);
      return result;
    },
    settled: async () => {
      await running;
    },
    watch: onChange => {
      const forget = (): void => {
        known = undefined;
      };
      const dbFolder = (): string | undefined => {
        try {
          const { home, dbFolder } = find();
          return dbFolder === home ? undefined : dbFolder;
        } catch (error) {
          if (error instanceof FailureError) return undefined;
          throw error;
        }
      };
      watches ??= [() => asked.path, dbFolder].map(folder => watchHomeFiles(folder, onChange, forget));
    },
    close: () => {
      watches?.forEach(watch => watch.close());
      reader.close();
    },
  };
}
