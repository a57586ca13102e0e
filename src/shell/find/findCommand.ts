// "Find Threads": finds any thread, active or archived. The thread server searches; this is the picker.
import {
  CancellationTokenSource,
  env,
  l10n,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import { FailedRequest } from '../errors';
import { showError } from '../showError';
import type { CommandContext, CommandHandler } from '../commandContext';
import {
  actionIcons,
  actionTitle,
  findItem,
  findTitle,
  queryOf,
  type FindAction,
  type FindItem,
  type Found,
} from './findItems';
import { createLiveSearch, type Pending } from './liveSearch';
import { operate } from '../operations/operate';
import { openRollout } from '../transcript/openRollout';

const HITS = 100;
/** Less than the time between a fast typist's keystrokes, and too short to be noticed. */
const QUIET_MS = 30;

interface Entry extends QuickPickItem {
  item: FindItem;
  buttons: ActionButton[];
}

interface ActionButton extends QuickInputButton {
  action: FindAction;
}

/** Lets the user find a thread, then shows it in its tree or does what the chosen button says. */
export const find: CommandHandler = async context => {
  const chosen = await choose(context);
  if (chosen === null) {
    return;
  }
  const {
    action,
    item: {
      row: { threadId, name },
    },
  } = chosen;
  switch (action) {
    case 'reveal':
      await context.views.reveal(threadId);
      break;
    case 'archive':
    case 'unarchive':
      await operate(context, { kind: action, targets: [{ threadId, name, insideAnother: false }] });
      break;
    case 'openRollout':
      await openRollout(context, threadId);
      break;
  }
};

type Choice = { action: Exclude<FindAction, 'copyId'> | 'reveal'; item: FindItem };

/** Null: the user chose nothing. Rejects when the search fails. */
function choose(context: CommandContext): Promise<Choice | null> {
  const picker = window.createQuickPick<Entry>();
  picker.title = l10n.t('Find Threads');
  picker.placeholder = l10n.t('Search by name, message, folder, branch, agent or id');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  keepOrder(picker);
  return new Promise((resolve, reject) => {
    const search = createLiveSearch<Found>(
      query => ask(context, query),
      {
        answered: (found, query) => {
          const now = Date.now() / 1000;
          picker.items = found.hits.map(hit => entry(findItem(hit, now)));
          picker.title = findTitle(query, found);
          picker.busy = false;
        },
        failed: error => {
          reject(error instanceof Error ? error : new Error(String(error)));
          picker.hide();
        },
      },
      QUIET_MS,
    );
    const type = (text: string) => {
      picker.busy = true;
      search.typed(queryOf(text));
    };
    const close = (choice: Choice) => {
      resolve(choice);
      picker.hide();
    };
    picker.onDidChangeValue(type);
    picker.onDidAccept(() => {
      const item = picker.selectedItems[0]?.item;
      if (item !== undefined) {
        close({ action: 'reveal', item });
      }
    });
    picker.onDidTriggerItemButton(({ button, item: { item } }) => {
      const { action } = button as ActionButton;
      if (action === 'copyId') {
        copy(item).catch((error: unknown) => showError(error, context.log));
      } else {
        close({ action, item });
      }
    });
    picker.onDidHide(() => {
      search.dispose();
      resolve(null);
      picker.dispose();
    });
    type('');
    picker.show();
  });
}

function entry(item: FindItem): Entry {
  const { label, description, detail, icon, actions } = item;
  return {
    item,
    label,
    description,
    iconPath: new ThemeIcon(icon),
    ...(detail === undefined ? {} : { detail }),
    // The server decides what matches: words in any order, and letters that VS Code would not treat as equal.
    alwaysShow: true,
    buttons: actions.map(action => ({
      action,
      iconPath: new ThemeIcon(actionIcons[action]),
      tooltip: actionTitle(action),
    })),
  };
}

/**
 * VS Code moves items that match in the label to the top and sorts them by label. The switch for that is not in the
 * published API; without it only the order would differ.
 */
function keepOrder(picker: QuickPick<Entry>): void {
  if ('sortByLabel' in picker) {
    Object.assign(picker, { sortByLabel: false });
  }
}

/** A blank query gets the newest top-level threads. */
function ask({ service }: CommandContext, query: string): Pending<Found> {
  const cancel = new CancellationTokenSource();
  const answer =
    query === '' ? newest(service) : service.request('threadTree/search', { query, limit: HITS }, cancel.token);
  return { answer: answer.finally(() => cancel.dispose()), cancel: () => cancel.cancel() };
}

async function newest(service: CommandContext['service']): Promise<Found> {
  const { rows, total, problem } = await service.request('threadTree/list', { view: 'threads', limit: HITS });
  if (problem !== null) {
    throw new FailedRequest(problem.failure);
  }
  // Makes the server build its index while the user begins to type. Errors surface with the next search.
  service.request('threadTree/search', { query: '' }).catch(() => undefined);
  return { hits: rows, total };
}

async function copy({ row }: FindItem): Promise<void> {
  await env.clipboard.writeText(row.threadId);
  window.setStatusBarMessage(l10n.t('Copied thread id {0}', row.threadId), 3000);
}
