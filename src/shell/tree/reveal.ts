// Shows a thread in its tree: opens the view, and the rows above the thread's. What the view's options hide is told of.
import { setTimeout as sleep } from 'node:timers/promises';
import { t } from '@vscode/l10n';
import { commands, window, type LogOutputChannel, type TreeView } from 'vscode';
import { showError } from '../showError';
import type { ThreadService } from '../connection/threadService';
import type { ViewId } from '../../manifest';
import { hiddenMessage, whatHides } from './hiddenThread';
import type { TreeNode, ViewName } from './nodes';
import type { TreeModel } from './treeModel';
import type { ViewChoicesStore } from '../viewOptions/choicesStore';
import { optionsOf } from '../viewOptions/viewChoices';

/**
 * So long VS Code takes to open a view for a command. It leaves its list without a height then, in which it would
 * scroll to a wrong place, until something has it laid out again: here, the message.
 */
const OPENING_MS = 300;

export interface RevealOptions {
  viewId: ViewId;
  view: ViewName;
  tree: TreeView<TreeNode>;
  model: Pick<TreeModel, 'find'>;
  service: Pick<ThreadService, 'path'>;
  choices: ViewChoicesStore;
  /** The open folders, absolute. */
  folders: () => string[];
  log: LogOutputChannel;
  /** Has rows that are known to be old read again. */
  readStale: () => void;
}

/** The function selects a thread's row, or its nearest ancestor's, as `ThreadView.reveal` promises. */
export function createReveal({
  viewId,
  view,
  tree,
  model,
  service,
  choices,
  folders,
  log,
  readStale,
}: RevealOptions): (threadId: string) => Promise<boolean> {
  /** Whether the view has the thread, were it not for its options; if so it is said. */
  const tellWhatHides = async (threadId: string): Promise<boolean> => {
    const found = await whatHides(choices.get(), async candidate => {
      const { rows } = await service.path({ view, threadId, options: optionsOf(candidate, folders()) });
      return rows.at(-1)?.name ?? null;
    });
    if (found !== null) {
      const showIt = t('Show It');
      window
        .showInformationMessage(hiddenMessage(found), showIt)
        .then(async answer => {
          if (answer === showIt) {
            choices.set(found.change);
            await reveal(threadId);
          }
        })
        .then(undefined, (error: unknown) => showError(error, log));
    }
    return found !== null;
  };
  const reveal = async (threadId: string): Promise<boolean> => {
    readStale();
    const node = await model.find(threadId);
    if (node === null) {
      return tellWhatHides(threadId);
    }
    if (!tree.visible) {
      await commands.executeCommand(`${viewId}.focus`);
      await sleep(OPENING_MS);
      tree.message = tree.message ?? '';
    }
    await tree.reveal(node, { select: true, focus: true });
    return true;
  };
  return reveal;
}
