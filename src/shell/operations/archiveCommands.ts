// The commands that archive and unarchive threads, sub-agents and groups. Each resolves to a report for each thread.
import { l10n } from 'vscode';
import type { OperationKind, OperationReport } from '../../protocol/methods';
import type { CommandContext, CommandHandler } from '../commandContext';
import { groupLabel } from '../tree/groupText';
import { isGroupNode, parentIdOf, type GroupNode, type OrphansNode } from '../tree/nodes';
import { listed } from '../words/sentences';
import { operate } from './operate';
import { pickThread } from './pickThread';
import { targetsOf, type Target } from './targets';

/** Archives threads with all of their sub-agents. */
export const archive: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets = targetsOf(args, context.views.threads.selection()) ?? (await pickThread(context.service, 'archive'));
  return targets.length === 0 ? [] : operate(context, { kind: 'archive', targets });
};

/** Unarchives threads with all of their sub-agents. */
export const unarchive: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets =
    targetsOf(args, context.views.archived.selection()) ?? (await pickThread(context.service, 'unarchive'));
  return targets.length === 0 ? [] : operate(context, { kind: 'unarchive', targets });
};

/** Archives the sub-agents of threads, and keeps the threads. */
export const archiveSubAgents: CommandHandler = async (context, ...args): Promise<OperationReport[]> => {
  const targets =
    targetsOf(args, context.views.threads.selection()) ?? (await pickThread(context.service, 'archiveSubAgents'));
  return targets.length === 0 ? [] : operate(context, { kind: 'archive', targets, keepRoots: true });
};

/** Archives the threads of the groups as the view shows them: what its options hide stays. */
export const archiveGroup: CommandHandler = (context, ...args): Promise<OperationReport[]> =>
  operateOnGroups(context, 'archive', args);

/** Unarchives the threads of the groups as the view shows them. */
export const unarchiveGroup: CommandHandler = (context, ...args): Promise<OperationReport[]> =>
  operateOnGroups(context, 'unarchive', args);

async function operateOnGroups(
  context: CommandContext,
  kind: OperationKind,
  [first, second]: readonly unknown[],
): Promise<OperationReport[]> {
  if (!isGroupNode(first)) {
    return [];
  }
  const selected = Array.isArray(second) ? second.filter(isGroupNode) : [];
  const groups = selected.includes(first) ? selected : [first];
  const targets: Target[] = [];
  for (const group of groups) {
    const { threadIds } = await context.service.request('threadTree/members', {
      view: group.view,
      parentId: parentIdOf(group),
      options: context.views[group.view].options(),
    });
    targets.push(...threadIds.map(threadId => ({ threadId, name: null, insideAnother: false })));
  }
  return targets.length === 0
    ? []
    : operate(context, { kind, targets, group: listed(groups.map(group => labelOf(context, group))) });
}

function labelOf({ views }: CommandContext, node: GroupNode | OrphansNode): string {
  if (node.kind === 'orphans') {
    return l10n.t('Sub-agents without a known parent');
  }
  return groupLabel(node.group, views[node.view].choices.get().group === 'workspace' ? 'workspace' : 'date');
}
