// What is said of each kind of finding that concerns a thread's row and rollouts, and whether a repair takes it.
import path from 'node:path';
import { t } from '@vscode/l10n';
import type { IssueKind } from '../../protocol/methods';
import { plainText } from '../threads/plainText';
import type { Diagnosis } from './diagnosis';
import type { NamedFile, Location, ThreadFacts } from './threadFacts';

/** A finding in words: sentences of plain text. */
export interface Said {
  problem: string;
  remedy: string;
  repairable: boolean;
}

export type ThreadIssueKind = Exclude<IssueKind, 'danglingEdge' | 'cyclicEdges' | 'staleLock'>;

export interface RuleContext {
  /** Canonical path of the Codex home, left out of the paths that are shown. */
  home: string;
  /** Whether two files hold the same; undefined when they were not compared. */
  isSameContent: (one: string, other: string) => boolean | undefined;
}

const folderNames: Readonly<Record<Location, string>> = { active: 'sessions', archived: 'archived_sessions' };
/** Long enough for every rollout below a home. */
const PATH_LIMIT = 400;
/** Paths named in one sentence. */
const PATHS_SHOWN = 4;

/** By kind; each is asked only when `diagnose` named its kind. */
export const threadIssues: Readonly<
  Record<ThreadIssueKind, (facts: ThreadFacts, diagnosis: Diagnosis, context: RuleContext) => Said>
> = {
  rowBehindFile: (facts, { main, candidates }, { home }) => {
    const row = rowSentence(facts, home);
    if (!main) {
      return explained(
        t('{row}. These rollouts of the thread are there: {files}.', {
          row,
          files: shownList(
            candidates.map(({ file }) => file),
            home,
          ),
        }),
        t('it cannot be told which of them is meant. Move the others out of the home, and check again.'),
      );
    }
    const remedy =
      facts.row?.archived === (main.location === 'archived')
        ? t('The row will name the rollout where it is.')
        : main.location === 'archived'
          ? t('The row will name the rollout where it is, and say that the thread is archived.')
          : t('The row will name the rollout where it is, and say that the thread is active.');
    return {
      problem: t('{row}. The rollout of the thread is {file}.', { row, file: shown(main.file, home) }),
      remedy,
      repairable: true,
    };
  },

  flagAgainstPlace: ({ row }, { main }, { home }) => {
    const place = main ? shown(main.file, home) : t('elsewhere');
    return {
      problem: row?.archived
        ? t('Its row says that it is archived, but its rollout is {0}.', place)
        : t('Its row says that it is active, but its rollout is {0}.', place),
      remedy:
        main?.location === 'archived'
          ? t('The row will say that the thread is archived: for Codex the place of the rollout counts.')
          : t('The row will say that the thread is active: for Codex the place of the rollout counts.'),
      repairable: true,
    };
  },

  splitRollouts: (_, { main, strays }, { home }) => {
    const folder = main ? folderNames[main.location] : '';
    return {
      problem: t('Its rollouts lie in both folders: {main}, and apart from it {others}.', {
        main: main ? shown(main.file, home) : '',
        others: shownList(
          strays.map(({ file }) => file),
          home,
        ),
      }),
      remedy:
        strays.length === 1
          ? t('That one will be moved to {0}, where the rollout of the row is.', folder)
          : t('Those {0} will be moved to {1}, where the rollout of the row is.', strays.length, folder),
      repairable: true,
    };
  },

  inBothPlaces: (_, { doubles }, { home, isSameContent }) => {
    const pairs = doubles.slice(0, PATHS_SHOWN).map(([active, archived]) => {
      const same = isSameContent(active, archived);
      const [one, other] = [shown(active, home), shown(archived, home)];
      return same === undefined
        ? t('{0} and {1}', one, other)
        : same
          ? t('{0} and {1} (identical)', one, other)
          : t('{0} and {1} (different)', one, other);
    });
    return explained(
      t('Files of one name lie in both folders: {0}.', andMore(pairs.join('; '), doubles.length - pairs.length)),
      t('only you can tell which is the right one. Move the other out of the home, and check again.'),
    );
  },

  rolloutMissing: (facts, _, { home }) => {
    const row = rowSentence(facts, home);
    if (facts.rowFault && !facts.rowFault.isCertain) {
      return explained(
        t('{0}.', row),
        t('it may be the rollout of the thread. Put the file right, or move it out of the home, and check again.'),
      );
    }
    const found =
      facts.named.length === 0
        ? t('{row}, and no rollout of the thread was found.', { row })
        : t('{row}, and no rollout of the thread was found: {others}.', { row, others: faultsOf(facts.named, home) });
    return explained(
      found,
      t(
        'without a rollout Codex neither lists nor resumes a thread. Restore the file from a backup, or remove the row with "codex delete".',
      ),
    );
  },

  rowMissing: ({ named }, _, { home }) => {
    const own = named.filter(({ fault }) => fault === undefined);
    if (own.length > 0) {
      return explained(
        t(
          'It has no row in the state DB, but a rollout: {0}.',
          shownList(
            own.map(({ file }) => file),
            home,
          ),
        ),
        t('Codex makes the row when it next lists its session folders.'),
      );
    }
    return explained(
      t('There is no row for what has this id in its name: {0}.', faultsOf(named, home)),
      t('Codex does not take it for a rollout of this thread.'),
    );
  },
};

/** A finding that a repair does not take, and why not. */
export function explained(problem: string, why: string): Said {
  return { problem, remedy: t('Nothing is done: {0}', why), repairable: false };
}

function rowSentence({ row, atRow, rowFault }: ThreadFacts, home: string): string {
  if (!row?.rolloutPath) return t('Its row names no rollout');
  const fault =
    rowFault?.text ??
    (atRow ? t('is there only as {0}', path.basename(atRow.file)) : t('is there only as another file'));
  return t('Its row names {file}, which {fault}', { file: shown(row.rolloutPath, home), fault });
}

/** A path as plain text, from the home on when it lies there. */
function shown(file: string, home: string): string {
  return plainText(file.startsWith(home + path.sep) ? file.slice(home.length + 1) : file, PATH_LIMIT);
}

function shownList(files: readonly string[], home: string): string {
  return andMore(
    files
      .slice(0, PATHS_SHOWN)
      .map(file => shown(file, home))
      .join(', '),
    files.length - PATHS_SHOWN,
  );
}

/** Each file with why it is none of the thread's rollouts. */
function faultsOf(files: readonly NamedFile[], home: string): string {
  const shownFaults = files.slice(0, PATHS_SHOWN).map(({ file, fault }) =>
    fault === undefined
      ? shown(file, home)
      : t({
          message: '{0} {1}',
          args: [shown(file, home), fault.text],
          comment: 'A file, and what is wrong with it',
        }),
  );
  return andMore(shownFaults.join('; '), files.length - PATHS_SHOWN);
}

function andMore(list: string, count: number): string {
  return count > 0 ? t('{0} and {1} more', list, count) : list;
}
