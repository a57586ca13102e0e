// Shows a thread in its tree: opens the view and expands the ancestors, or says that the view's options hide it.
import { setTimeout as sleep } from 'node:timers/promises';
import { commands, l10n, window, type LogOutputChannel, type TreeView } from 'vscode';
import { showError } from '../showError';
import type { ThreadService } from '../connection/threadService';
import type { ViewId } from '../../manifest';
import { hiddenMessage, whatHides } from './hiddenThread';
import type { TreeNode, ViewName } from './nodes';
import type { TreeModel } from './treeModel';
import type { ViewChoicesStore } from '../viewOptions/choicesStore';
import { optionsOf } from '../viewOptions/viewChoices';

/**
 * VS Code needs about this long to open a view. Until its next layout, `reveal` scrolls to the wrong place; setting
 * `message` forces a layout.
 */
const OPENING_MS = 300;

export interface RevealOptions {
  viewId: ViewId;
  view: ViewName;
  tree: TreeView<TreeNode>;
  model: Pick<TreeModel, 'find'>;
  service: Pick<ThreadService, 'request'>;
  choices: ViewChoicesStore;
  /** The open folders, absolute. */
  folders: () => string[];
  log: LogOutputChannel;
  /** Starts a read if the tree is known to be out of date. */
  readStale: () => void;
}

/** Returns what `ThreadView.reveal` promises: it selects a thread's row, or its nearest ancestor's. */
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
  /** Tells the user which options hide the thread. False: the view does not have it at all. */
  const tellWhatHides = async (threadId: string): Promise<boolean> => {
    const found = await whatHides(choices.get(), async candidate => {
      const { rows } = await service.request('threadTree/path', {
        view,
        threadId,
        options: optionsOf(candidate, folders()),
      });
      return rows.at(-1)?.name ?? null;
    });
    if (found !== null) {
      const showIt = l10n.t('Show It');
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
