// *Move to Section…*: Codex moves threads into one of its sections, or out of their section.
import { CancellationTokenSource, l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { ViewId } from '../../manifest';
import type { ThreadSection } from '../../protocol/methods';
import { actionTargets } from '../actions/actionTargets';
import { codexPlaces } from '../codexPlaces';
import type { CommandContext, CommandHandler } from '../commandContext';
import { withProgress } from '../operations/progress';
import type { Target } from '../operations/targets';
import { sectionName } from '../tree/groupText';
import { isThreadNode } from '../tree/nodes';
import { inQuickPick } from '../words/escape';
import { threadsInWords } from '../words/sentences';
import { createSection, askForSections, tellResult } from './sectionCommands';

/** Moves the chosen threads, one after the other. What is below a chosen thread stays below it. */
export const moveToSection: CommandHandler = async (context, ...args) => {
  const targets = (await actionTargets(context, 'move', args)).filter(({ insideAnother }) => !insideAnother);
  if (targets.length === 0) {
    return;
  }
  const where = await pickDestination(targets, await askForSections(context.service));
  const section = where === 'new' ? await createSection(context) : where;
  if (section === undefined) {
    return;
  }
  await moveAll(context, targets, section?.id ?? null);
  const count = threadsInWords(targets.length);
  const [first] = args;
  const done =
    section === null
      ? l10n.t('Now without a section: {0}.', count)
      : l10n.t('Moved {count} to “{name}”.', { count, name: sectionName(section.name) });
  await tellResult(context, done, isThreadNode(first) && first.row.archived ? 'archived' : 'threads');
};

interface DestinationItem extends QuickPickItem {
  /** Null: none; `new`: one that does not exist yet. */
  destination?: ThreadSection | null | 'new';
}

/** Undefined: Escape. */
async function pickDestination(
  targets: readonly Target[],
  sections: readonly ThreadSection[],
): Promise<DestinationItem['destination']> {
  const [target] = targets;
  const items: DestinationItem[] = [
    ...sections.map(section => ({
      label: inQuickPick(sectionName(section.name)),
      description: threadsInWords(section.threads),
      iconPath: new ThemeIcon('layers'),
      destination: section,
    })),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('New Section…'), iconPath: new ThemeIcon('add'), destination: 'new' as const },
    { label: l10n.t('No section'), iconPath: new ThemeIcon('close'), destination: null },
  ];
  const name = targets.length === 1 ? (target?.name ?? null) : null;
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Move to Section'),
    placeHolder:
      name === null
        ? l10n.t('Move {0} to which section?', threadsInWords(targets.length))
        : l10n.t('Move “{0}” to which section?', name),
  });
  return picked?.destination;
}

/** The rows go into other groups, or leave theirs. */
async function moveAll(
  { service, views: { threads, archived } }: CommandContext,
  targets: readonly Target[],
  sectionId: string | null,
): Promise<void> {
  const cancel = new CancellationTokenSource();
  const work = async () => {
    try {
      for (const { threadId } of targets) {
        const params = { threadId, sectionId, codex: codexPlaces() };
        await service.request('threadTree/moveToSection', params, cancel.token);
      }
    } finally {
      threads.refresh();
      archived.refresh();
    }
  };
  const title = l10n.t('Moving {0}', threadsInWords(targets.length));
  await threads.keepFocus(() =>
    archived.keepFocus(() => withProgress(work(), { viewId: ViewId.threads, title, cancel })),
  );
}
