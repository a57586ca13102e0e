// How each kind of issue is worded: a short label, what is wrong, and what a repair does or why there is none.
import { l10n } from 'vscode';
import type { CheckupIssue, FaultyFile, FileFault, Listed, Location, RowFacts } from '../../protocol/methods';
import type { ThreadRef } from '../../protocol/references';
import { grouped, listed, sentences } from '../words/sentences';

export interface IssueWords {
  /** In a list, beside the thread's name: lower case, no full stop. */
  label: string;
  /** Sentences: what is wrong, with the files. */
  problem: string;
  /** Sentences: what the repair does, or why there is none and what to do instead. */
  remedy: string;
}

/** Words an issue as if no running Codex had its thread loaded. Plain text. */
export function issueWords(issue: CheckupIssue): IssueWords {
  switch (issue.kind) {
    case 'rowBehindFile':
      return {
        label: l10n.t('rollout moved'),
        problem: sentences([
          rowSentence(issue.row),
          issue.main
            ? l10n.t('Its rollout is {0}.', issue.main.path)
            : l10n.t('It could mean any of these rollouts: {0}.', paths(issue.candidates)),
        ]),
        remedy: rowRemedy(issue.row, issue.main?.location),
      };

    case 'flagAgainstLocation':
      return {
        label: l10n.t('wrong archived flag'),
        problem:
          issue.main.location === 'archived'
            ? l10n.t('Its row says that it is active, but its rollout is {0}.', issue.main.path)
            : l10n.t('Its row says that it is archived, but its rollout is {0}.', issue.main.path),
        remedy:
          issue.main.location === 'archived'
            ? l10n.t('Marks the thread as archived, because Codex goes by the location of the rollout.')
            : l10n.t('Marks the thread as active, because Codex goes by the location of the rollout.'),
      };

    case 'splitRollouts': {
      const [folder, count] = [folders[issue.main.location], issue.others.first.length + issue.others.more];
      return {
        label: l10n.t('rollouts in both folders'),
        problem: l10n.t('Its main rollout is {main}, but the other folder has {others}.', {
          main: issue.main.path,
          others: paths(issue.others),
        }),
        remedy:
          count === 1
            ? l10n.t('Moves the other rollout to {0}.', folder)
            : l10n.t('Moves the other {0} rollouts to {1}.', grouped(count), folder),
      };
    }

    case 'inBothLocations':
      return {
        label: l10n.t('same file in both folders'),
        problem: l10n.t('Both folders have a file of the same name: {0}.', listOf(issue.pairs, pairWords)),
        remedy: l10n.t('Keep the right file: move the other one out of the Codex home, then check again.'),
      };

    case 'rolloutMissing':
      if (issue.row.fault?.code === 'fromWsl')
        return {
          label: l10n.t('written in WSL'),
          problem: l10n.t('Its row names {0}, as a Codex in WSL wrote it.', issue.row.path),
          remedy: l10n.t(
            'No repair: the Codex in WSL would not find the thread any more. To archive it, use this extension in a WSL window.',
          ),
        };
      return {
        label: l10n.t('rollout missing'),
        problem: sentences([
          rowSentence(issue.row),
          ...(issue.mayBeTheRollout ? [] : [l10n.t('No other rollout of the thread was found.')]),
          ...(issue.mayBeTheRollout || issue.others.first.length === 0 ? [] : [othersSentence(issue.others)]),
        ]),
        remedy: issue.mayBeTheRollout
          ? l10n.t("This file may be the thread's rollout. Fix it or move it out of the Codex home, then check again.")
          : l10n.t(
              'Restore the file from a backup, or remove the row with "codex delete": Codex neither lists nor resumes a thread without a rollout.',
            ),
      };

    case 'rowMissing':
      return issue.rollouts.first.length > 0
        ? {
            label: l10n.t('not in the state DB'),
            problem: sentences([
              l10n.t('The state DB has no row for it.'),
              l10n.t('Its rollouts: {0}.', paths(issue.rollouts)),
            ]),
            remedy: l10n.t('No repair needed: Codex adds the row when it next lists its session folders.'),
          }
        : {
            label: l10n.t('not in the state DB'),
            problem: sentences([l10n.t('The state DB has no row for it.'), othersSentence(issue.others)]),
            remedy: l10n.t('No repair needed: Codex does not treat these files as rollouts of the thread.'),
          };

    case 'danglingEdge':
      return issue.end === 'subAgent'
        ? {
            label: l10n.t('sub-agent does not exist'),
            problem:
              issue.fault === 'notAThreadId'
                ? l10n.t('{0} has a spawn edge to this sub-agent, which is not a thread id.', threadWords(issue.parent))
                : l10n.t(
                    '{0} has a spawn edge to this sub-agent, which has neither a row nor a rollout.',
                    threadWords(issue.parent),
                  ),
            remedy: l10n.t(
              'Spawn edges belong to Codex, so they are kept. The tree does not show the sub-agent, and archiving skips it.',
            ),
          }
        : {
            label: l10n.t('parent does not exist'),
            problem:
              issue.fault === 'notAThreadId'
                ? l10n.t('Its spawn edge names the parent {0}, which is not a thread id.', threadWords(issue.parent))
                : l10n.t(
                    'Its spawn edge names the parent {0}, which has neither a row nor a rollout.',
                    threadWords(issue.parent),
                  ),
            remedy: l10n.t(
              'Spawn edges belong to Codex, so they are kept. The tree shows the thread in a separate group or at the top level.',
            ),
          };

    case 'cyclicEdges':
      return {
        label: l10n.t('spawn edges form a cycle'),
        problem: l10n.t('These threads spawned each other: {0}.', cycleWords(issue.threads)),
        remedy: l10n.t(
          'Spawn edges belong to Codex, so they are kept. The tree shows the newest of these threads at the top level, and can archive it. Codex 0.169 itself never finishes archiving them.',
        ),
      };

    case 'staleLock':
      return {
        label: l10n.t('stale lock file'),
        problem: l10n.t('Its writer lock file was left behind: no process holds it.'),
        remedy: l10n.t('No repair needed: the file does no harm, and Codex reuses it.'),
      };
  }
}

/** The name of a thread of an issue, or what stands for it: the beginning of its id, as in the tree. */
export function issueName({ threadId, name }: ThreadRef): string {
  return name ?? (threadId === '' ? l10n.t('(no id)') : threadId.slice(0, 8));
}

/** The names of the folders in a Codex home. */
const folders: Readonly<Record<Location, string>> = { active: 'sessions', archived: 'archived_sessions' };

function rowSentence({ path, fault, onlyAs }: RowFacts): string {
  if (path === '') return l10n.t('Its row names no rollout.');
  if (onlyAs !== null) return l10n.t('Its row names {0}, which exists only as {1}.', path, onlyAs);
  return fault === null
    ? l10n.t('Its row names {0}.', path)
    : l10n.t('Its row names {file} ({fault}).', { file: path, fault: faultWords(fault) });
}

function rowRemedy({ archived }: RowFacts, location: Location | undefined): string {
  if (location === undefined) {
    return l10n.t(
      'It is unclear which rollout is the right one. Move the others out of the Codex home, then check again.',
    );
  }
  if (archived === (location === 'archived')) return l10n.t('Corrects the path in the row.');
  return location === 'archived'
    ? l10n.t('Corrects the path in the row, and marks the thread as archived.')
    : l10n.t('Corrects the path in the row, and marks the thread as active.');
}

/** In parentheses after the path of the file. */
function faultWords(fault: FileFault): string {
  switch (fault.code) {
    case 'missing':
      return l10n.t('does not exist');
    case 'fromWsl':
      return l10n.t('a path of WSL');
    case 'notAbsolute':
      return l10n.t('not an absolute path');
    case 'outside':
      return l10n.t('outside the session folders of this Codex home');
    case 'badName':
      return l10n.t('not the name of a rollout');
    case 'noSessionMeta':
      return l10n.t('does not start with a session record');
    case 'notARegularFile':
      return l10n.t('a link, or not a regular file');
    case 'otherOwner':
      return l10n.t('belongs to {0}', threadWords(fault.owner));
    case 'unreadable':
      return l10n.t('cannot be read: {0}', fault.error);
  }
}

function othersSentence(files: Listed<FaultyFile>): string {
  return l10n.t('Files with this id in their names: {0}.', listOf(files, faultyFileWords));
}

function faultyFileWords({ path, fault }: FaultyFile): string {
  return l10n.t({
    message: '{file} ({fault})',
    args: { file: path, fault: faultWords(fault) },
    comment: 'A file, and what is wrong with it',
  });
}

function pairWords({ active, archived, same }: { active: string; archived: string; same: boolean | null }): string {
  if (same === null) return l10n.t('{0} and {1}', active, archived);
  return same
    ? l10n.t('{0} and {1} (identical)', active, archived)
    : l10n.t('{0} and {1} (different)', active, archived);
}

/** `“A” → “B” → “A”`. */
function cycleWords({ first, more }: Listed<ThreadRef>): string {
  const omitted = more > 0 ? [l10n.t('({0} more)', grouped(more))] : [];
  return [...first.map(threadWords), ...omitted, ...first.slice(0, 1).map(threadWords)].join(' → ');
}

/** A thread inside a sentence: its name, or else its id. */
function threadWords({ threadId, name }: ThreadRef): string {
  if (name !== null) return l10n.t('“{name}”', { name });
  return threadId === '' ? l10n.t('(no id)') : threadId;
}

function paths(files: Listed<string>): string {
  return listOf(files, file => file);
}

function listOf<T>({ first, more }: Listed<T>, words: (item: T) => string): string {
  const list = listed(first.map(words));
  return more > 0 ? l10n.t('{0} and {1} more', list, grouped(more)) : list;
}
