// What reads a home for the views. It needs half of the server's code: the first rows are read before the rest is
// loaded.
import { createThreadHome, type HomeState, type ThreadHome } from '../home/threadHome';
import { createLiveThreads, type LiveThreads } from '../live/liveThreads';
import { createLoadedThreads, type LoadedThreads } from '../locks/loadedThreads';
import type { Log } from '../rpc';
import type { NotifyWindow } from './handlers';
import { createLoadedMarks, type LoadedMarks } from './loadedMarks';
import { createViews, type Views } from './views';

export interface ReadingOptions {
  /** The configured home; empty for `CODEX_HOME`, else `~/.codex`. */
  codexHome: string;
  env: NodeJS.ProcessEnv;
  version: string;
  log: Log;
}

export interface Reading {
  home: ThreadHome;
  loadedThreads: LoadedThreads;
  live: LiveThreads;
  marksOf: (state: HomeState) => LoadedMarks;
  views: Views;
}

/** Reads nothing yet. */
export function createReading({ codexHome, env, version, log }: ReadingOptions, notify: NotifyWindow): Reading {
  const home = createThreadHome(codexHome, env, message => log('warning', message));
  const loadedThreads = createLoadedThreads(() => home.path());
  const live = createLiveThreads(home, loadedThreads, version, notify, log);
  const marksOf = createLoadedMarks(loadedThreads, live);
  return { home, loadedThreads, live, marksOf, views: createViews(home, loadedThreads, live, marksOf, notify, log) };
}
