// The open documents of transcripts: their texts, and a look at their rollouts several times a second. Reading is
// incremental, and all documents of one thread share one reader.
import type { TranscriptDocument, TranscriptParams } from '../../protocol/transcript';
import type { TranscriptWord } from '../../protocol/transcriptWords';
import { FailureError } from '../failure';
import type { ThreadHome } from '../home/threadHome';
import { readRolloutPaths } from '../home/threadRows';
import type { Log } from '../rpc';
import { createPage, type Page } from '../transcript/page';
import type { PageHeader } from '../transcript/renderHeader';
import { createWording, type PageWording } from '../transcript/wording';
import type { NotifyWindow } from './handlers';
import type { Picture } from '../transcript/pictures';
import { readPicture } from './readPicture';
import { rawRollouts } from './rawRollout';
import { openTranscript, type OpenTranscript } from './openTranscript';
import { transcriptHeader } from './transcriptHeader';

/** Lines show 300 ms after they were written: the window needs half of it. A look is one small file-system call. */
const LOOK_MS = 120;
/** The row tells of archives and reverts. */
const ROW_MS = 1000;

/** A document that the window shows. */
export interface OpenPage {
  readonly page: Page;
  readonly words: PageWording;
  readonly threadId: string;
  /** The thread's, as of its opening. */
  readonly name: string;
  /** As `readPicture`. */
  readonly picture: (id: string, index: number) => Promise<Picture | null>;
  /** The folders whose files may be linked; the thread's own is the first. */
  readonly folders: readonly string[];
}

export interface Transcripts {
  /** Rejects like `openTranscript`, and with `threadGone`. */
  open(params: TranscriptParams, signal: AbortSignal): Promise<TranscriptDocument>;
  close(uri: string): void;
  /** What the window shows at an address; undefined if nothing is open there. */
  at(uri: string): OpenPage | undefined;
  closeAll(): void;
}

interface Followed {
  readonly threadId: string;
  transcript: OpenTranscript;
  readonly pages: Map<string, OpenPage>;
  header: PageHeader;
  row: RowState;
  rowReadAt: number;
  ending: TranscriptWord | null;
}

/** What the row says of where the rollout is. */
interface RowState {
  path: string | undefined;
  isArchived: boolean;
}

export function createTranscripts(home: ThreadHome, notify: NotifyWindow, log: Log): Transcripts {
  const threads = new Map<string, Promise<Followed>>();
  const followed = new Set<Followed>();
  const pages = new Map<string, OpenPage>();
  const closing = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  /** What fails goes on to fail at every look. */
  let warned = '';
  const warnOnce = (message: string): void => {
    if (message !== warned) log('warning', message);
    warned = message;
  };

  const rowOf = (threadId: string): Promise<RowState> =>
    home.read((db, { model }) => ({
      path: readRolloutPaths(db, [threadId])[0]?.[1],
      isArchived: model.threads.get(threadId)?.archived ?? false,
    }));

  const headerOf = (threadId: string, open: OpenTranscript): Promise<PageHeader> =>
    transcriptHeader(home, threadId, open.transcript().tokens);

  const follow = async (threadId: string): Promise<Followed> => {
    const row = await rowOf(threadId);
    const transcript = await openTranscript(home, threadId, closing.signal);
    const header = await headerOf(threadId, transcript);
    const state: Followed = {
      threadId,
      transcript,
      pages: new Map(),
      header,
      row,
      rowReadAt: performance.now(),
      ending: null,
    };
    followed.add(state);
    timer ??= setInterval(() => void lookAtAll(), LOOK_MS);
    return state;
  };

  const lookAtAll = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    for (const state of followed) {
      try {
        const isNew = await look(state);
        for (const [uri, { page }] of state.pages)
          if (isNew || page.isBehind()) notify('threadTree/transcriptChanged', { uri });
      } catch (error) {
        if (error !== closing.signal.reason) warnOnce(`Following ${state.threadId}: ${String(error)}`);
      }
    }
    isLooking = false;
  };

  /** Reads what is new; whether anything is. */
  const look = async (state: Followed): Promise<boolean> => {
    const before = state.ending;
    const header = state.header;
    const isRowDue = performance.now() - state.rowReadAt >= ROW_MS;
    // Finding a rollout that is gone means to look through the session folders.
    const whileGone = isRowDue ? 'replaced' : 'unchanged';
    let news = before === 'nowGone' ? whileGone : await state.transcript.readOn(closing.signal);
    if (isRowDue) {
      state.rowReadAt = performance.now();
      const row = await rowOf(state.threadId);
      if (row.path !== state.row.path) news = 'replaced';
      if (row.isArchived !== state.row.isArchived) state.ending = row.isArchived ? 'nowArchived' : 'nowActive';
      state.row = row;
    }
    if (news === 'replaced' && !(await reopen(state))) news = 'unchanged';
    if (isRowDue) await readHeader(state);
    return news !== 'unchanged' || state.ending !== before || state.header !== header;
  };

  /** The name, the model and the tokens change while a thread is open. */
  const readHeader = async (state: Followed): Promise<void> => {
    try {
      const header = await headerOf(state.threadId, state.transcript);
      if (JSON.stringify(header) !== JSON.stringify(state.header)) state.header = header;
    } catch (error) {
      // The last heading stays when the thread's row is gone.
      if (!(error instanceof FailureError)) throw error;
    }
  };

  /** Reads the rollouts again, wherever they are now; false if there are none. */
  const reopen = async (state: Followed): Promise<boolean> => {
    try {
      state.transcript = await openTranscript(home, state.threadId, closing.signal);
      if (state.ending === 'nowGone') state.ending = null;
      return true;
    } catch (error) {
      // What was read stays on the page.
      if (!(error instanceof FailureError)) throw error;
      state.ending = 'nowGone';
      return false;
    }
  };

  const pictureOf = (
    { transcript }: Followed,
    id: string,
    index: number,
    signal: AbortSignal,
  ): Promise<Picture | null> => {
    const items = transcript.transcript().turns.flatMap(turn => turn.items);
    const item = items.find(each => each.id === id);
    const place = item?.pictures?.[index];
    return place ? readPicture(transcript.rollouts, place, signal) : Promise.resolve(null);
  };

  const followedThread = (threadId: string): Promise<Followed> => {
    const known = threads.get(threadId);
    if (known) return known;
    const made = follow(threadId);
    threads.set(threadId, made);
    made.catch(() => threads.delete(threadId));
    return made;
  };

  const forget = (state: Followed): void => {
    followed.delete(state);
    threads.delete(state.threadId);
    if (followed.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };

  return {
    open: async ({ threadId, uri, part, words, folders }, signal) => {
      const state = await followedThread(threadId);
      let open = pages.get(uri);
      if (!open) {
        const wording = createWording(words);
        const source = {
          header: () => state.header,
          transcript: () => state.transcript.transcript(),
          ending: () => state.ending,
        };
        open = {
          page: createPage(source, wording, part),
          words: wording,
          threadId,
          name: state.header.name,
          picture: (id, index) => pictureOf(state, id, index, closing.signal),
          folders: [state.header.cwd, ...folders],
        };
        pages.set(uri, open);
        state.pages.set(uri, open);
      }
      signal.throwIfAborted();
      if (part.kind === 'picture') {
        const picture = await pictureOf(state, part.id, part.index, signal);
        return { text: '', ...(picture && { picture: picture.base64 }) };
      }
      if (part.kind !== 'raw') return { text: open.page.text() };
      return { text: await rawRollouts(state.transcript.rollouts, open.words, signal) };
    },
    close: uri => {
      pages.delete(uri);
      for (const state of followed) if (state.pages.delete(uri) && state.pages.size === 0) forget(state);
    },
    at: uri => pages.get(uri),
    closeAll: () => {
      closing.abort(new FailureError({ code: 'cancelled' }));
      clearInterval(timer);
      followed.clear();
      threads.clear();
      pages.clear();
    },
  };
}
