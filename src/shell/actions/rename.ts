// *Rename Thread*: asks for a name, and lets Codex write it.
import { l10n, window } from 'vscode';
import { FailedRequest } from '../errors';
import { renameSection, WHOLE_NAME } from '../sections/sectionCommands';
import { isSectionNode, isThreadNode } from '../tree/nodes';
import { inSentence } from '../words/named';
import type { CommandHandler } from '../commandContext';
import { codexPlaces } from '../codexPlaces';
import { actionTargets } from './actionTargets';

/**
 * Renames one thread, loaded or not; Codex renames no archived one. F2 on a section's row renames the section.
 */
export const rename: CommandHandler = async (context, ...args) => {
  const { service } = context;
  const [node] = args;
  if (isSectionNode(node)) {
    await renameSection(context, node);
    return;
  }
  if (isThreadNode(node) && node.row.archived) {
    const { threadId, name } = node.row;
    throw new FailedRequest({ code: 'archivedNotRenamed', thread: { threadId, name: inSentence(name) } });
  }
  const [target] = await actionTargets(context, 'rename', args.slice(0, 1));
  if (target === undefined) {
    return;
  }
  const { threadId } = target;
  const known = target.name !== null && target.name.length < WHOLE_NAME ? target.name : null;
  const value = known ?? (await service.request('threadTree/details', { threadId })).name;
  const name = await window.showInputBox({
    title: l10n.t('Rename Thread'),
    prompt: l10n.t('Codex shows the new name too.'),
    value,
    validateInput: text => (text.trim() === '' ? l10n.t('Codex does not accept an empty name.') : undefined),
  });
  if (name !== undefined && name.trim() !== value) {
    await service.request('threadTree/rename', { threadId, name, codex: codexPlaces() });
    context.views.threads.refresh();
  }
};
