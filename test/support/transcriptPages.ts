// Pages of transcripts with plain words, for tests.
import { emptyTurn } from '../../src/server/transcript/turnList';
import type { Transcript, Turn, TurnItem, ItemBody } from '../../src/protocol/transcript';
import type { TranscriptPart } from '../../src/protocol/transcriptUri';
import { transcriptWords, type TranscriptWord, type TranscriptWords } from '../../src/protocol/transcriptWords';
import { createPage, type Page } from '../../src/server/transcript/page';
import type { PageHeader } from '../../src/server/transcript/renderHeader';
import { createWording } from '../../src/server/transcript/wording';

/** Each word is its own name, with the values after it. */
export const plainWords = {
  ...Object.fromEntries(transcriptWords.map(word => [word, `${word}${places(word)}`])),
  language: 'en-GB',
} as TranscriptWords;

function places(word: TranscriptWord): string {
  if (['moved', 'agentMail'].includes(word)) return ' {0} {1}';
  return /^(?:turn|earlier|tokens$|exit|added|deleted|changed|tool$|web|viewed|made|slept|unknown|agent|more|spawn|image|answer)/.test(
    word,
  )
    ? ' {0}'
    : '';
}

export const plainHeader: PageHeader = {
  name: 'Fix the tests',
  isArchived: false,
  model: 'm',
  effort: null,
  tokens: null,
  cwd: '/shop',
  gitBranch: null,
  createdAt: 0,
  updatedAt: 0,
  parent: null,
  subAgents: { first: [], count: 0 },
};

/** An item of a turn; its id is its type unless `head` says otherwise. */
export function item(body: ItemBody, head: Partial<TurnItem> = {}): TurnItem {
  const common = {
    startedAtMs: null,
    completedAtMs: null,
    unlisted: false,
    scriptId: null,
    line: { rollout: 0, offset: 0 },
  };
  return { id: body.type, ...common, ...head, ...body };
}

/** A command that took 1.5 seconds. */
export function commandBody(output: string, changes: Partial<ItemBody<'commandExecution'>> = {}): ItemBody {
  return {
    type: 'commandExecution',
    command: 'npm test',
    cwd: null,
    source: 'agent',
    status: 'completed',
    aggregatedOutput: output,
    exitCode: 0,
    durationMs: 1500,
    ...changes,
  };
}

/** A completed turn with these items; nothing else is known of it unless `parts` says so. */
export function turn(items: TurnItem[], parts: Partial<Turn> = {}): Turn {
  return { ...emptyTurn('t', 'completed'), items, ...parts };
}

/** `limit`: how many characters the page may have. */
export function pageOf(turns: Turn[], { part = { kind: 'newest' }, limit, problems = [] }: PageOptions = {}): Page {
  const transcript = (): Transcript => ({ turns, tokens: null, stats: { lines: 0, items: 0 }, problems });
  return createPage(
    { transcript, header: () => plainHeader, ending: () => null },
    createWording(plainWords),
    part,
    limit,
  );
}

interface PageOptions {
  part?: TranscriptPart;
  limit?: number;
  problems?: Transcript['problems'];
}

/** The text of the turns, without the header. */
export function bodyOf(page: Page): string {
  return page.text().replace(/^[^]*?\n\n/, '');
}
