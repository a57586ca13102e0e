// The commands that archive and unarchive threads, sub-agents and groups. Each resolves to a report for each thread.
import { window, l10n } from 'vscode';
import type { OperationKind, OperationReport } from '../../protocol/methods';
import type { CommandContext, CommandHandler } from '../commandContext';
import { groupLabel } from '../tree/groupText';
import {
  isGroupNode,
  isThreadNode,
  parentIdOf,
  type GroupNode,
  type OrphansNode,
  type ParentNode,
} from '../tree/nodes';
import { listed } from '../words/sentences';
import type { Wish } from './confirmationText';
import { operate } from './operate';
import { pickThread } from './pickThread';
import { chosenOf, threadTargets, type Target } from './targets';

/** Archives threads with all of their sub-agents, and groups as the view shows them: what its options hide stays. */
export const archive: CommandHandler = (context, ...args) => move(context, 'archive', args);

/** Unarchives threads with all of their sub-agents, and groups as the view shows them. */
export const unarchive: CommandHandler = (context, ...args) => move(context, 'unarchive', args);

/** Archives the sub-agents of threads, and keeps the threads. */
export const archiveSubAgents: CommandHandler = (context, ...args) => move(context, 'archiveSubAgents', args);

async function move(
  context: CommandContext,
  purpose: OperationKind | 'archiveSubAgents',
  args: readonly unknown[],
): Promise<OperationReport[]> {
  const kind = purpose === 'unarchive' ? 'unarchive' : 'archive';
  const wished = (targets: readonly Target[]): Wish =>
    purpose === 'archiveSubAgents' ? { kind, targets, keepRoots: true } : { kind, targets };
  // A row between two of a view is of the other one: what can be done with it there can be done with it here.
  const isBetween = isThreadNode(args[0]) && args[0].row.between;
  const view = context.views[(kind === 'archive') === isBetween ? 'archived' : 'threads'];
  if (args.length === 0) {
    const rows = await view.chosen();
    return rows.length > 0
      ? operateOn(context, { ...wished([]), always: true }, rows)
      : operate(context, wished(await pickThread(context.service, purpose)));
  }
  const chosen = chosenOf(args, view.selection());
  return 'rows' in chosen
    ? view.keepFocus(() => operateOn(context, wished([]), chosen.rows))
    : operate(context, wished(chosen.threadIds.map(threadId => ({ threadId, name: null, insideAnother: false }))));
}

/** Does to these rows what `wish` says. */
async function operateOn(context: CommandContext, wish: Wish, rows: readonly ParentNode[]): Promise<OperationReport[]> {
  const groups = rows.filter(isGroupNode);
  if (groups.some(({ view }) => context.views[view].options().filter !== '')) {
    void window.showInformationMessage(
      l10n.t('A filtered view shows only some threads of a group. Clear the filter first, or select threads.'),
    );
    return [];
  }
  const threads = threadTargets(rows);
  const members = new Map<string, Target>();
  for (const group of groups) {
    const { threadIds } = await context.service.request('threadTree/members', {
      view: group.view,
      parentId: parentIdOf(group),
      options: context.views[group.view].options(),
    });
    threadIds.forEach(threadId => members.set(threadId, { threadId, name: null, insideAnother: false }));
  }
  const others = threads.filter(({ threadId }) => !members.has(threadId));
  const about: Pick<Wish, 'group' | 'always'> =
    groups.length === 0
      ? {}
      : others.length > 0
        ? { always: true }
        : { group: listed(groups.map(group => labelOf(context, group))) };
  return operate(context, { ...wish, ...about, targets: [...members.values(), ...others] });
}

function labelOf({ views }: CommandContext, node: GroupNode | OrphansNode): string {
  if (node.kind === 'orphans') {
    return l10n.t('Sub-agents without a known parent');
  }
  return groupLabel(node.group, views[node.view].choices.get().group);
}
