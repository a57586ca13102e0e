// What is wrong with one thread's records, and what would put them right. Pure: the check and the repair both decide by
// this.
//
// Observed on Codex 0.169, paginated threads: the path in the row decides. When the file is not there, thread/resume,
// thread/archive and thread/unarchive all fail, whatever lies elsewhere under its name, and nothing in Codex mends
// that. When it is there and only `archived` says otherwise, the next list that scans the folders sets the flag by the
// place.
import path from 'node:path';
import type { IssueKind } from '../../protocol/methods';
import type { NamedFile, LocatedFile, ThreadFacts } from './threadFacts';

export interface Diagnosis {
  /** What is wrong, at most once each; none: all is well. */
  kinds: IssueKind[];
  /** The rollout that says where the thread is; undefined when there is none, or no telling which. */
  main: LocatedFile | undefined;
  /** When there is no telling: those that it could be, two at least. */
  candidates: LocatedFile[];
  /** Own rollouts in the other folder than `main`, to be moved to its side. */
  strays: LocatedFile[];
  /** Files of one name in both folders: the active one, then the archived one. */
  doubles: [string, string][];
}

/** Judges what was found of a thread. */
export function diagnose(facts: ThreadFacts): Diagnosis {
  const { row, named } = facts;
  const candidates = row ? candidatesFor(row.rolloutPath, facts) : [];
  const main = candidates.length === 1 ? candidates[0] : undefined;
  const isTaken = ({ file }: LocatedFile): boolean =>
    named.some(other => other.location === main?.location && path.basename(other.file) === path.basename(file));
  const strays = main ? named.filter(entry => isOwn(entry) && entry.location !== main.location && !isTaken(entry)) : [];
  const doubles = doublesOf(named);

  const ofRow = rowKind(facts, candidates);
  const kinds: IssueKind[] = ofRow ? [ofRow] : [];
  if (strays.length > 0) kinds.push('splitRollouts');
  if (doubles.length > 0) kinds.push('inBothPlaces');
  return { kinds, main, candidates: main ? [] : candidates, strays, doubles };
}

function rowKind({ row, atRow, named }: ThreadFacts, [main, ...more]: readonly LocatedFile[]): IssueKind | undefined {
  if (!row) return named.length > 0 ? 'rowMissing' : undefined;
  if (!main) return 'rolloutMissing';
  if (main !== atRow || more.length > 0) return 'rowBehindFile';
  return row.archived === (main.location === 'archived') ? undefined : 'flagAgainstPlace';
}

/**
 * The rollouts that the row can mean: one when it is clear. What is at the row's place and only damaged or linked is
 * not passed over.
 */
function candidatesFor(rolloutPath: string, { atRow, rowFault, named }: ThreadFacts): LocatedFile[] {
  if (rowFault && !rowFault.isCertain) return [];
  const own = named.filter(isOwn);
  const name = path.basename(rolloutPath);
  // A twin at the row's place may be what an interrupted move left behind.
  const moved =
    atRow && path.basename(atRow.file) !== name ? own.filter(({ file }) => path.basename(file) === name) : [];
  if (atRow) return [atRow, ...moved];
  const sameName = own.filter(({ file }) => plainName(file) === plainName(rolloutPath));
  return onePerTwins(sameName.length > 0 ? sameName : own, name);
}

/** Both forms of a rollout beside each other are one: in the form that the row names, else the plain one. */
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
