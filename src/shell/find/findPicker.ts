// The picker of "Find Threads": the threads found and, under them, lines of what threads said and did.
import {
  env,
  l10n,
  QuickPickItemKind,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from 'vscode';
import type { SearchOptions, TranscriptHits, TranscriptSearchResponse, TreeRow } from '../../protocol/methods';
import { Coalescer } from '../coalescer';
import type { CommandContext } from '../commandContext';
import { showError } from '../showError';
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
import { createLiveSearch } from './liveSearch';
import { saidInWords, saidItems, saidTitle, type ThreadHit } from './saidHits';
import { findSaid, findThreads } from './searches';

export type FindChoice =
  { action: Exclude<FindAction, 'copyId'> | 'reveal'; row: TreeRow } | { action: 'openHit'; found: ThreadHit };

interface Entry extends QuickPickItem {
  /** What Enter does; null on a separator. */
  choice: FindChoice | null;
}

interface ActionButton extends QuickInputButton {
  action: FindAction;
}

interface OptionButton extends QuickInputButton {
  option: keyof SearchOptions;
}

/** Less than the time between a fast typist's keystrokes, and too short to be noticed. */
const QUIET_MS = 30;
/** Transcripts are searched when the user pauses: that costs the server more. */
const SAID_QUIET_MS = 200;
/** Hits that come together are shown together. */
const STREAM_MS = { quiet: 15, longest: 50 };

/** Null: the user chose nothing. Rejects when a search fails. */
export function chooseFound({ service, log }: CommandContext): Promise<FindChoice | null> {
  const picker = window.createQuickPick<Entry>();
  picker.placeholder = l10n.t('Search by name, message, folder, branch, agent, id, or what was said and done');
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  keepOrder(picker);

  const options: Required<SearchOptions> = { matchCase: false, wholeWord: false };
  let title = l10n.t('Find Threads');
  let threads: Entry[] = [];
  let said: TranscriptSearchResponse | null = null;
  /** By root, each with its separator first. */
  const trees = new Map<string, Entry[]>();
  const busy = new Set<'threads' | 'said'>();

  const show = ({ isMore }: { isMore: boolean }) => {
    const [active] = picker.activeItems;
    const items = [...threads, ...[...trees.values()].flat()];
    picker.keepScrollPosition = isMore;
    picker.items = items;
    // New items make VS Code go to the first one.
    if (isMore && active !== undefined && items.includes(active)) {
      picker.activeItems = [active];
    }
    picker.title = [title, ...saidInWords(said, options)].join(' · ');
    picker.busy = busy.size > 0;
  };
  const stream = new Coalescer<'hits'>(() => show({ isMore: true }), STREAM_MS.quiet, STREAM_MS.longest);
  const add = (hits: TranscriptHits) => {
    const { root } = hits;
    const tree = trees.get(root.threadId) ?? [separator(saidTitle(root))];
    trees.set(root.threadId, [...tree, ...saidEntries(hits)]);
    stream.trigger(['hits']);
  };

  return new Promise((resolve, reject) => {
    const failed = (error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      picker.hide();
    };
    const threadSearch = createLiveSearch<Found>(
      query => findThreads(service, query),
      {
        answered: (found, query) => {
          const now = Date.now() / 1000;
          threads = found.hits.map(hit => threadEntry(findItem(hit, now)));
          title = findTitle(query, found);
          busy.delete('threads');
          show({ isMore: false });
        },
        failed,
      },
      QUIET_MS,
    );
    const saidSearch = createLiveSearch<TranscriptSearchResponse | null>(
      query => findSaid(service, query, { ...options }, add),
      {
        answered: answer => {
          stream.dispose();
          said = answer;
          busy.delete('said');
          show({ isMore: true });
        },
        failed,
      },
      SAID_QUIET_MS,
    );
    const searchSaid = () => {
      stream.dispose();
      trees.clear();
      said = null;
      busy.add('said');
      saidSearch.typed(picker.value.trim());
    };
    const type = (text: string) => {
      busy.add('threads');
      picker.busy = true;
      threadSearch.typed(queryOf(text));
      searchSaid();
    };
    const close = (choice: FindChoice) => {
      resolve(choice);
      picker.hide();
    };
    picker.buttons = optionButtons(options);
    picker.onDidTriggerButton(button => {
      const { option } = button as OptionButton;
      options[option] = !options[option];
      picker.buttons = optionButtons(options);
      searchSaid();
      show({ isMore: true });
    });
    picker.onDidChangeValue(type);
    picker.onDidAccept(() => {
      const choice = picker.selectedItems[0]?.choice ?? null;
      if (choice !== null) {
        close(choice);
      }
    });
    picker.onDidTriggerItemButton(({ button, item: { choice } }) => {
      const { action } = button as ActionButton;
      if (choice === null || choice.action === 'openHit') {
        return;
      }
      if (action === 'copyId') {
        copy(choice.row).catch((error: unknown) => showError(error, log));
      } else {
        close({ action, row: choice.row });
      }
    });
    picker.onDidHide(() => {
      threadSearch.dispose();
      saidSearch.dispose();
      stream.dispose();
      resolve(null);
      picker.dispose();
    });
    picker.title = title;
    type('');
    picker.show();
  });
}

// The server decides what matches: words in any order, and letters that VS Code would not treat as equal.
const alwaysShow = true;

function threadEntry({ label, description, detail, icon, actions, row }: FindItem): Entry {
  return {
    choice: { action: 'reveal', row },
    label,
    description,
    iconPath: new ThemeIcon(icon),
    ...(detail === undefined ? {} : { detail }),
    alwaysShow,
    buttons: actions.map((action): ActionButton => ({
      action,
      iconPath: new ThemeIcon(actionIcons[action]),
      tooltip: actionTitle(action),
    })),
  };
}

function saidEntries(hits: TranscriptHits): Entry[] {
  return saidItems(hits).map(({ label, description, icon, thread, hit }) => ({
    choice: { action: 'openHit', found: { thread, hit } },
    label,
    description,
    iconPath: new ThemeIcon(icon),
    alwaysShow,
  }));
}

function separator(label: string): Entry {
  return { choice: null, kind: QuickPickItemKind.Separator, label };
}

/** As in VS Code's search. The title says which are on: not every VS Code can show a button as pressed. */
function optionButtons({ matchCase, wholeWord }: Required<SearchOptions>): OptionButton[] {
  return [
    {
      option: 'matchCase',
      iconPath: new ThemeIcon('case-sensitive'),
      tooltip: matchCase ? l10n.t('Match Case in Transcripts: On') : l10n.t('Match Case in Transcripts: Off'),
    },
    {
      option: 'wholeWord',
      iconPath: new ThemeIcon('whole-word'),
      tooltip: wholeWord ? l10n.t('Whole Word in Transcripts: On') : l10n.t('Whole Word in Transcripts: Off'),
    },
  ];
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

async function copy({ threadId }: TreeRow): Promise<void> {
  await env.clipboard.writeText(threadId);
  window.setStatusBarMessage(l10n.t('Copied thread id {0}', threadId), 3000);
}
