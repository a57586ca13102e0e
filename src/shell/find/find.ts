// "Find Threads": every thread, active and archived, by what is known of it. The thread server searches; here it is
// shown.
import { t } from '@vscode/l10n';
import {
  CancellationTokenSource,
  env,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import { UserFacingError } from '../errors';
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
/** Between two keystrokes of a fast typist, and far less than what is noticed. */
const QUIET_MS = 30;

interface Entry extends QuickPickItem {
  item: FindItem;
  buttons: ActionButton[];
}

interface ActionButton extends QuickInputButton {
  action: FindAction;
}

/** Lets the user find a thread, and shows it in its tree or does what they chose. */
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

/** Null: nothing. Rejects when the search fails. */
function choose(context: CommandContext): Promise<Choice | null> {
  const picker = window.createQuickPick<Entry>();
  picker.title = t('Find Threads');
  picker.placeholder = t('Words of a name, a message, a folder, a branch, an agent; or an id');
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
    // The server decides what fits: words in any order, cases and forms that VS Code does not know to be the same.
    alwaysShow: true,
    buttons: actions.map(action => ({
      action,
      iconPath: new ThemeIcon(actionIcons[action]),
      tooltip: actionTitle(action),
    })),
  };
}

/**
 * VS Code puts items with a match in the label first and orders those by label. It has a switch for that, which the
 * published API does not list; without it the order would be another one, and nothing else.
 */
function keepOrder(picker: QuickPick<Entry>): void {
  if ('sortByLabel' in picker) {
    Object.assign(picker, { sortByLabel: false });
  }
}

/** For a blank query the newest threads of the top level. */
function ask({ service }: CommandContext, query: string): Pending<Found> {
  const cancel = new CancellationTokenSource();
  const answer = query === '' ? newest(service) : service.search({ query, limit: HITS }, cancel.token);
  return { answer: answer.finally(() => cancel.dispose()), cancel: () => cancel.cancel() };
}

async function newest(service: CommandContext['service']): Promise<Found> {
  const { rows, total, problem } = await service.list({ view: 'threads', limit: HITS });
  if (problem !== null) {
    throw new UserFacingError(problem.message);
  }
  // Has the server make its index while the user begins to type; what is wrong with it is said when something is
  // searched for.
  service.search({ query: '' }).catch(() => undefined);
  return { hits: rows, total };
}

async function copy({ row }: FindItem): Promise<void> {
  await env.clipboard.writeText(row.threadId);
  window.setStatusBarMessage(t('Copied the thread id {0}', row.threadId), 3000);
}
