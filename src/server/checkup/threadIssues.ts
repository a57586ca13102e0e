// The data of each kind of issue with a thread's row and rollouts, and whether it can be repaired.
import path from 'node:path';
import type { FaultyFile, FoundFile, Listed, RowFacts, ThreadIssue } from '../../protocol/methods';
import { plainText } from '../threads/plainText';
import type { Diagnosis, ThreadIssueKind } from './diagnosis';
import { mayBeTheRollout, type LocatedFile, type NamedFile, type ThreadFacts } from './threadFacts';

export interface IssueContext {
  /** Canonical path of the Codex home: paths are shown relative to it. */
  home: string;
  /** Whether two files have the same content; undefined if they were not compared. */
  isSameContent: (one: string, other: string) => boolean | undefined;
}

/** Long enough for every rollout in a home. */
const PATH_LIMIT = 400;
/** How many files one issue names. */
const FILES_SHOWN = 4;

/** An issue of a kind that `diagnose` found. `name` and `loadedBy` are not filled in yet. */
export function threadIssue(
  kind: ThreadIssueKind,
  facts: ThreadFacts,
  { main, candidates, strays, doubles }: Diagnosis,
  { home, isSameContent }: IssueContext,
): ThreadIssue {
  const head = { threadId: facts.threadId, name: null, repairable: false, loadedBy: null };
  const shown = (file: string): string => shownPath(file, home);
  switch (kind) {
    case 'rowBehindFile':
      return {
        ...head,
        kind,
        repairable: main !== undefined,
        row: rowFacts(facts, home),
        main: main ? foundFile(main, home) : null,
        candidates: listed(candidates, ({ file }) => shown(file)),
      };
    case 'flagAgainstLocation':
      return { ...head, kind, repairable: true, main: foundFile(known(main), home) };
    case 'splitRollouts':
      return {
        ...head,
        kind,
        repairable: true,
        main: foundFile(known(main), home),
        others: listed(strays, ({ file }) => shown(file)),
      };
    case 'inBothLocations':
      return {
        ...head,
        kind,
        pairs: listed(doubles, ([active, archived]) => ({
          active: shown(active),
          archived: shown(archived),
          same: isSameContent(active, archived) ?? null,
        })),
      };
    case 'rolloutMissing':
      return {
        ...head,
        kind,
        row: rowFacts(facts, home),
        mayBeTheRollout: facts.rowFault !== undefined && mayBeTheRollout(facts.rowFault),
        others: faultyFiles(
          facts.named.filter(({ file }) => file !== facts.row?.rolloutPath),
          home,
        ),
      };
    case 'rowMissing':
      return {
        ...head,
        kind,
        rollouts: listed(
          facts.named.filter(({ fault }) => fault === undefined),
          ({ file }) => shown(file),
        ),
        others: faultyFiles(facts.named, home),
      };
  }
}

function rowFacts({ row, atRow, rowFault }: ThreadFacts, home: string): RowFacts {
  const rolloutPath = row?.rolloutPath ?? '';
  const isOtherForm = atRow !== undefined && path.basename(atRow.file) !== path.basename(rolloutPath);
  return {
    path: shownPath(rolloutPath, home),
    archived: row?.archived ?? false,
    fault: rowFault ?? null,
    onlyAs: isOtherForm ? plainText(path.basename(atRow.file), PATH_LIMIT) : null,
  };
}

function foundFile({ file, location }: LocatedFile, home: string): FoundFile {
  return { path: shownPath(file, home), location };
}

/** The files that are not the thread's, and why. */
function faultyFiles(files: readonly NamedFile[], home: string): Listed<FaultyFile> {
  return listed(
    files.flatMap(({ file, fault }) => (fault ? [{ file, fault }] : [])),
    ({ file, fault }) => ({ path: shownPath(file, home), fault }),
  );
}

function listed<From, To>(all: readonly From[], show: (item: From) => To): Listed<To> {
  return { first: all.slice(0, FILES_SHOWN).map(show), more: Math.max(0, all.length - FILES_SHOWN) };
}

/** A path as plain text, relative to the home if it is inside. */
function shownPath(file: string, home: string): string {
  return plainText(file.startsWith(home + path.sep) ? file.slice(home.length + 1) : file, PATH_LIMIT);
}

/** `diagnose` finds these kinds only if there is a main rollout. */
function known(main: LocatedFile | undefined): LocatedFile {
  if (!main) throw new Error('The diagnosis has no main rollout.');
  return main;
}
