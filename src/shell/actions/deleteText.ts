// What the question before a deletion says.
import { l10n } from 'vscode';
import type { DeletePlan, LoadedThread } from '../../protocol/methods';
import type { Target } from '../operations/targets';
import { bytesInWords } from '../words/bytes';
import { holderInWords, nameOf } from '../words/named';
import { grouped, sentences, subAgentsInWords, threadsInWords } from '../words/sentences';

/** `Delete “X” and its 7 sub-agents permanently?` */
export function deleteQuestion(targets: readonly Target[], { threads }: Pick<DeletePlan, 'threads'>): string {
  const [target, ...others] = targets;
  const name = target?.name ?? null;
  if (name === null || others.length > 0) {
    return l10n.t('Delete {0} permanently?', threadsInWords(threads));
  }
  return threads === 1
    ? l10n.t('Delete “{0}” permanently?', name)
    : l10n.t('Delete “{0}” and its {1} permanently?', name, subAgentsInWords(threads - 1));
}

/** What is lost, whose work it interrupts, and that there is no way back. */
export function deleteDetail({ threads, active, bytes, running, waiting, elsewhere, forks }: DeletePlan): string {
  return [
    l10n.t(
      'Codex deletes {0} with all that was said and done: {1} on disk.',
      threadsInWords(threads),
      bytesInWords(bytes),
    ),
    ...(running > 0 ? [l10n.t('Running now, and will be interrupted: {0}.', grouped(running))] : []),
    ...(waiting > 0 ? [l10n.t('Waiting for you, and will be interrupted: {0}.', grouped(waiting))] : []),
    ...(active > 0 && active < threads ? [l10n.t('Active threads among them: {0}.', grouped(active))] : []),
    ...(elsewhere.length + forks.length > 0
      ? [l10n.t('Some of them stay: forks need them, or they are open in a Codex that cannot be asked.')]
      : []),
    l10n.t('This cannot be undone, neither here nor in Codex.'),
  ].join('\n');
}

/** Why nothing is deleted: some threads are open where nobody can ask for it. */
export function loadedElsewhere(loaded: readonly LoadedThread[]): string {
  const open = loaded.map(({ thread, holder }) => {
    const name = nameOf(thread);
    const where = holderInWords(holder);
    return where === null
      ? l10n.t('“{name}” is open in Codex.', { name })
      : l10n.t('“{name}” is open in Codex ({where}).', { name, where });
  });
  return sentences([...open, l10n.t('Nothing was deleted. Close it there and try again.')]);
}
