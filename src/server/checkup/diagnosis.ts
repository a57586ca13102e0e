// What is wrong with one thread's row and rollouts, and what would fix it. Pure: both checkup and repair decide by
// this.
//
// Observed on Codex 0.169 with paginated threads: the path in the row decides. If there is no file at that path,
// thread/resume, thread/archive and thread/unarchive all fail, even if a file of that name is elsewhere, and Codex
// never fixes that. If the file is there and only `archived` is wrong, the next list that scans the folders sets the
// flag according to the file's location.
import path from 'node:path';
import type { ThreadIssue } from '../../protocol/methods';
import { mayBeTheRollout, type LocatedFile, type NamedFile, type ThreadFacts } from './threadFacts';

export type ThreadIssueKind = ThreadIssue['kind'];

export interface Diagnosis {
  /** What is wrong, each kind at most once; empty if nothing is. */
  kinds: ThreadIssueKind[];
  /** The rollout that says where the thread is; undefined if there is none, or if it is unclear which one it is. */
  main: LocatedFile | undefined;
  /** If it is unclear: the rollouts that it could be, at least two. */
  candidates: LocatedFile[];
  /** The thread's rollouts that are not in the location of `main`, to be moved there. */
  strays: LocatedFile[];
  /** Files of the same name in both locations: the active one, then the archived one. */
  doubles: [active: string, archived: string][];
}

/** Decides what is wrong with a thread. */
export function diagnose(facts: ThreadFacts): Diagnosis {
  const { row, named } = facts;
  const candidates = row ? candidatesFor(row.rolloutPath, facts) : [];
  const main = candidates.length === 1 ? candidates[0] : undefined;
  const isTaken = ({ file }: LocatedFile): boolean =>
    named.some(other => other.location === main?.location && path.basename(other.file) === path.basename(file));
  const strays = main ? named.filter(entry => isOwn(entry) && entry.location !== main.location && !isTaken(entry)) : [];
  const doubles = doublesOf(named);

  const ofRow = rowKind(facts, candidates);
  const kinds: ThreadIssueKind[] = ofRow ? [ofRow] : [];
  if (strays.length > 0) kinds.push('splitRollouts');
  if (doubles.length > 0) kinds.push('inBothLocations');
  return { kinds, main, candidates: main ? [] : candidates, strays, doubles };
}

function rowKind(
  { row, atRow, named }: ThreadFacts,
  [main, ...more]: readonly LocatedFile[],
): ThreadIssueKind | undefined {
  if (!row) return named.length > 0 ? 'rowMissing' : undefined;
  if (!main) return 'rolloutMissing';
  if (main !== atRow || more.length > 0) return 'rowBehindFile';
  return row.archived === (main.location === 'archived') ? undefined : 'flagAgainstLocation';
}

/**
 * The rollouts that the row can mean: exactly one if that is clear, none if the file at its path may be the rollout but
 * is damaged, linked or out of reach.
 */
function candidatesFor(rolloutPath: string, { atRow, rowFault, named }: ThreadFacts): LocatedFile[] {
  if (rowFault && mayBeTheRollout(rowFault)) return [];
  const own = named.filter(isOwn);
  const name = path.basename(rolloutPath);
  // A twin at the row's path may be a leftover of an interrupted move.
  const moved =
    atRow && path.basename(atRow.file) !== name ? own.filter(({ file }) => path.basename(file) === name) : [];
  if (atRow) return [atRow, ...moved];
  const sameName = own.filter(({ file }) => plainName(file) === plainName(rolloutPath));
  return onePerTwins(sameName.length > 0 ? sameName : own, name);
}

/**
 * Counts both forms of a rollout in the same folder as one: the form that the row names, otherwise the plain one.
 */
function onePerTwins(files: readonly LocatedFile[], rowName: string): LocatedFile[] {
  const found = new Map<string, LocatedFile>();
  for (const entry of files) {
    const key = path.join(path.dirname(entry.file), plainName(entry.file));
    const other = found.get(key);
    const isPreferred = path.basename(entry.file) === rowName || !entry.file.endsWith('.zst');
    if (!other || (isPreferred && path.basename(other.file) !== rowName)) found.set(key, entry);
  }
  return [...found.values()];
}

function doublesOf(named: readonly NamedFile[]): [string, string][] {
  const active = named.filter(({ location }) => location === 'active');
  return named
    .filter(({ location }) => location === 'archived')
    .flatMap(({ file }): [string, string][] => {
      const other = active.find(entry => path.basename(entry.file) === path.basename(file));
      return other ? [[other.file, file]] : [];
    });
}

function isOwn({ fault }: NamedFile): boolean {
  return fault === undefined;
}

function plainName(file: string): string {
  return path.basename(file).replace(/\.zst$/, '');
}
