// What is said of each kind of finding that concerns a thread's row and rollouts, and whether a repair takes it.
import path from 'node:path';
import type { FindingKind } from '../../protocol/threadTree';
import { plainText } from '../threads/plainText';
import type { Diagnosis } from './diagnosis';
import type { Place, ThreadFacts } from './threadFacts';

/** A finding in words: sentences of plain text. */
export interface Said {
  problem: string;
  remedy: string;
  repairable: boolean;
}

export type ThreadFindingKind = Exclude<FindingKind, 'danglingEdge' | 'cyclicEdges' | 'staleLock'>;

export interface RuleContext {
  /** Canonical path of the Codex home, left out of the paths that are shown. */
  home: string;
  /** Whether two files hold the same; undefined when they were not compared. */
  isSameContent: (one: string, other: string) => boolean | undefined;
}

const folderNames: Readonly<Record<Place, string>> = { active: 'sessions', archived: 'archived_sessions' };
/** Long enough for every rollout below a home. */
const PATH_LIMIT = 400;
/** Paths named in one sentence. */
const PATHS_SHOWN = 4;

/** By kind; each is asked only when `diagnose` named its kind. */
export const threadRules: Readonly<Record<ThreadFindingKind, (facts: ThreadFacts, diagnosis: Diagnosis, context: RuleContext) => Said>> = {
  rowBehindFile: (facts, { main, candidates }, { home }) => {
    const row = rowSentence(facts, home);
    if (!main) {
      return explained(`${row}. These rollouts of the thread are there: ${shownList(candidates.map(({ file }) => file), home)}.`,
        'it cannot be told which of them is meant. Move the others out of the home, and check again.');
    }
    const flag = facts.row?.archived === (main.place === 'archived') ? '' : `, and say that the thread is ${main.place}`;
    return { problem: `${row}. The rollout of the thread is ${shown(main.file, home)}.`, remedy: `The row will name that file${flag}.`, repairable: true };
  },

  flagAgainstPlace: ({ row }, { main }, { home }) => ({
    problem: `Its row says that it is ${row?.archived ? 'archived' : 'active'}, but its rollout is ${main ? shown(main.file, home) : 'elsewhere'}.`,
    remedy: `The row will say that the thread is ${main?.place}: for Codex the place of the rollout counts.`,
    repairable: true,
  }),

  splitRollouts: (_, { main, strays }, { home }) => ({
    problem: `Its rollouts lie in both folders: ${main ? shown(main.file, home) : ''}, and apart from it ${shownList(strays.map(({ file }) => file), home)}.`,
    remedy: `${strays.length === 1 ? 'That one' : `Those ${strays.length}`} will be moved to ${main ? folderNames[main.place] : ''}, where the rollout of the row is.`,
    repairable: true,
  }),

  inBothPlaces: (_, { doubles }, { home, isSameContent }) => {
    const pairs = doubles.slice(0, PATHS_SHOWN).map(([active, archived]) => {
      const same = isSameContent(active, archived);
      return `${shown(active, home)} and ${shown(archived, home)}${same === undefined ? '' : same ? ' (identical)' : ' (different)'}`;
    });
    return explained(`Files of one name lie in both folders: ${pairs.join('; ')}${more(doubles.length - pairs.length)}.`,
      'only you can tell which is the right one. Move the other out of the home, and check again.');
  },

  rolloutMissing: (facts, _, { home }) => {
    const row = rowSentence(facts, home);
    if (facts.rowFault && !facts.rowFault.isCertain) return explained(`${row}.`, 'it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.');
    const others = facts.named.map(({ file, fault }) => `${shown(file, home)} ${fault?.text ?? ''}`);
    const found = others.length === 0 ? 'no rollout of the thread was found' : `no rollout of the thread was found: ${others.slice(0, PATHS_SHOWN).join('; ')}${more(others.length - PATHS_SHOWN)}`;
    return explained(`${row}, and ${found}.`, 'without a rollout Codex neither lists nor resumes a thread. Restore the file from a backup, or remove the row with "codex delete".');
  },

  rowMissing: ({ named }, _, { home }) => {
    const own = named.filter(({ fault }) => fault === undefined);
    if (own.length > 0) {
      return explained(`It has no row in the state DB, but a rollout: ${shownList(own.map(({ file }) => file), home)}.`, 'Codex makes the row when it next lists its session folders.');
    }
    const others = named.map(({ file, fault }) => `${shown(file, home)} ${fault?.text ?? ''}`);
    return explained(`There is no row for what has this id in its name: ${others.slice(0, PATHS_SHOWN).join('; ')}${more(others.length - PATHS_SHOWN)}.`, 'Codex does not take it for a rollout of this thread.');
  },
};

/** A finding that a repair does not take, and why not. */
export function explained(problem: string, why: string): Said {
  return { problem, remedy: `Nothing is done: ${why}`, repairable: false };
}

function rowSentence({ row, atRow, rowFault }: ThreadFacts, home: string): string {
  if (!row?.rolloutPath) return 'Its row names no rollout';
  const fault = rowFault?.text ?? `is there only as ${atRow ? path.basename(atRow.file) : 'another file'}`;
  return `Its row names ${shown(row.rolloutPath, home)}, which ${fault}`;
}

/** A path as plain text, from the home on when it lies there. */
function shown(file: string, home: string): string {
  return plainText(file.startsWith(home + path.sep) ? file.slice(home.length + 1) : file, PATH_LIMIT);
}

function shownList(files: readonly string[], home: string): string {
  return `${files.slice(0, PATHS_SHOWN).map(file => shown(file, home)).join(', ')}${more(files.length - PATHS_SHOWN)}`;
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}
