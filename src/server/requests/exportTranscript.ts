// A thread's transcript as a file for other programs, and one turn of it for the clipboard. Unlike a page, it has all
// of every item; like a page, it has nothing of Codex's own instructions.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ExportFormat, ExportParams, ExportResponse, TurnTextResponse } from '../../protocol/transcriptPlaces';
import type { ThreadHome } from '../home/threadHome';
import type { Block } from '../transcript/block';
import { blockInHtml, headerInHtml, htmlEnd } from '../transcript/export/html';
import { blockInMarkdown, headerInMarkdown } from '../transcript/export/markdown';
import { noteBlock, problemBlock } from '../transcript/page';
import { sectionAt } from '../transcript/pagePlaces';
import { renderHeader } from '../transcript/renderHeader';
import { createTurnRenderer } from '../transcript/renderTurn';
import { createWording } from '../transcript/wording';
import { openTranscript } from './openTranscript';
import { transcriptHeader } from './transcriptHeader';
import type { OpenPage } from './transcripts';

/** Programs that show such files, and the message that carries the text, do not like more. */
const LIMIT_CHARACTERS = 100_000_000;

interface Layout {
  header: (header: Block, language: string) => string;
  block: (block: Block) => string;
  between: string;
  end: string;
}

const layouts: Record<ExportFormat, Layout> = {
  markdown: { header: headerInMarkdown, block: blockInMarkdown, between: '\n', end: '' },
  html: { header: headerInHtml, block: blockInHtml, between: '', end: htmlEnd },
};

/** Reads the thread anew. Rejects like `openTranscript`, and with `threadGone`. `limit`: in characters. */
export async function exportTranscript(
  home: ThreadHome,
  { threadId, format, words }: ExportParams,
  signal: AbortSignal,
  limit = LIMIT_CHARACTERS,
): Promise<ExportResponse> {
  const open = await openTranscript(home, threadId, signal);
  open.reader.finish();
  const { turns, tokens, problems } = open.transcript();
  const wording = createWording(words);
  const layout = layouts[format];
  const header = renderHeader(await transcriptHeader(home, threadId, tokens), wording);
  const renderer = createTurnRenderer({ words: wording, isWhole: true });
  // The newest turns matter most, if there is not room for all.
  const texts: string[] = [];
  let size = 0;
  for (let at = turns.length - 1; at >= 0 && size <= limit; at--) {
    // Other requests have their turn between two turns.
    await nextTurn();
    signal.throwIfAborted();
    const turn = turns[at];
    const text = turn === undefined ? '' : layout.block(renderer.render(turn, at + 1));
    size += text.length;
    if (size <= limit || texts.length === 0) texts.push(text);
  }
  const leftOut = turns.length - texts.length;
  const notes = [
    ...(problems.length > 0 ? [problemBlock(problems, wording)] : []),
    ...(leftOut > 0 ? [noteBlock(wording.say('turnsLeftOut', wording.number(leftOut)))] : []),
    ...(turns.length === 0 ? [noteBlock(wording.say('noTurns'))] : []),
  ];
  const parts = [layout.header(header, words.language), ...notes.map(layout.block), ...texts.reverse()];
  return { text: parts.join(layout.between) + layout.end };
}

/** The turn at a line of an open page, as Markdown. */
export function turnText(open: OpenPage | undefined, line: number): TurnTextResponse['turn'] {
  const section = open && sectionAt(open.page.sections(), line);
  if (!open || !section?.turn || section.number === null) return null;
  const renderer = createTurnRenderer({ words: open.words, isWhole: true });
  return { number: section.number, text: blockInMarkdown(renderer.render(section.turn, section.number)) };
}
