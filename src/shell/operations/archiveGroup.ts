// The threads of a group, archived or unarchived as one.
import { t } from '@vscode/l10n';
import type { OperationKind, OperationReport } from '../../protocol/methods';
import { groupLabel } from '../tree/groupText';
import { isGroupNode, parentIdOf, type GroupNode, type OrphansNode } from '../tree/nodes';
import { listed } from '../words/words';
import type { CommandContext, CommandHandler } from '../commandContext';
import { operate } from './operate';
import type { Target } from './targets';

export const archiveGroup: CommandHandler = (context, ...args): Promise<OperationReport[]> =>
  operateOnGroups(context, 'archive', args);

export const unarchiveGroup: CommandHandler = (context, ...args): Promise<OperationReport[]> =>
  operateOnGroups(context, 'unarchive', args);

/** Of the groups as the view shows them: what its options hide stays. */
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
    const { threadIds } = await context.service.members({
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
    return t('Sub-agents without a known parent');
  }
  return groupLabel(node.group, views[node.view].choices.get().group === 'workspace' ? 'workspace' : 'date');
}
