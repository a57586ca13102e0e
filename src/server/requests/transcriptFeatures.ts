// The language features of transcripts, in the shapes of the Language Server Protocol: outline, folding, links, colours
// and hovers of an open page. They know nothing of documents that are not open.
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { ResponseError } from 'vscode-jsonrpc';
import { ErrorCode } from '../../protocol/errorCodes';
import { markKinds } from '../../protocol/transcriptMarks';
import { transcriptUri } from '../../protocol/transcriptUri';
import type { LinkTarget, PageSymbol } from '../transcript/block';
import { visibleTitle } from '../transcript/visibleText';
import type { Section } from '../transcript/page';
import { sectionAt } from '../transcript/pagePlaces';
import { createLinkedFiles, type LinkedFiles } from './linkedFiles';
import type { OpenPage, Transcripts } from './transcripts';

interface Position {
  line: number;
  character: number;
}
interface Range {
  start: Position;
  end: Position;
}
interface DocumentSymbol {
  name: string;
  kind: number;
  range: Range;
  selectionRange: Range;
  children: DocumentSymbol[];
}

/** SymbolKind of the protocol: they choose the icon. */
const symbolKinds: Record<PageSymbol['kind'], number> = { turn: 3, prompt: 15, answer: 9, failure: 24 };

export type TranscriptFeatures = Readonly<Record<string, (params: unknown) => unknown>>;

/** The requests that the language client sends for documents of transcripts, by method. `home`: its path. */
export function createTranscriptFeatures(transcripts: Transcripts, home: () => string): TranscriptFeatures {
  const on =
    (answer: (page: OpenPage, position: Position) => unknown) =>
    (params: unknown): unknown => {
      const { success, output } = v.safeParse(documentParams, params);
      if (!success) throw new ResponseError(ErrorCode.invalidRequest, 'Invalid request: textDocument');
      const page = transcripts.at(output.textDocument.uri);
      return page ? answer(page, output.position) : null;
    };
  return {
    'textDocument/documentSymbol': on(({ page }) => page.sections().flatMap(outline)),
    'textDocument/foldingRange': on(({ page }) =>
      page.sections().flatMap(({ line, block }) =>
        block.folds.map(({ start, end, isClosed }) => ({
          startLine: line + start,
          endLine: line + end,
          // A default of the language closes folds of this kind when a document opens.
          ...(isClosed && { kind: 'imports' }),
        })),
      ),
    ),
    'textDocument/documentLink': on(open => {
      const files = createLinkedFiles(open.folders, home());
      return open.page.sections().flatMap(({ line, block }) =>
        block.links.flatMap(link => {
          const target = addressOf(link.target, open, files);
          return target === undefined
            ? []
            : { range: rangeOf(line + link.line, link.start, link.start + link.length), target };
        }),
      );
    }),
    'textDocument/semanticTokens/full': on(({ page }) => ({ data: tokensOf(page.sections()) })),
    'textDocument/hover': on(hover),
  };
}

const documentParams = v.object({
  textDocument: v.object({ uri: v.string() }),
  position: v.optional(v.object({ line: v.number(), character: v.number() }), { line: 0, character: 0 }),
});

/** A turn, with what is in it; what is not in a turn has no outline. */
function outline({ line, block }: Section): DocumentSymbol[] {
  const symbolOf = (symbol: PageSymbol, children: DocumentSymbol[]): DocumentSymbol => ({
    name: symbol.name,
    kind: symbolKinds[symbol.kind],
    range: { start: { line: line + symbol.line, character: 0 }, end: { line: line + symbol.end + 1, character: 0 } },
    selectionRange: rangeOf(line + symbol.line, 0, block.lines[symbol.line]?.length ?? 0),
    children,
  });
  const inside = block.symbols.filter(({ kind }) => kind !== 'turn').map(symbol => symbolOf(symbol, []));
  return block.symbols.filter(({ kind }) => kind === 'turn').map(turn => symbolOf(turn, inside));
}

/** Five numbers a token, each relative to the token before. */
function tokensOf(sections: readonly Section[]): number[] {
  const data: number[] = [];
  let [lastLine, lastStart] = [0, 0];
  for (const { line, block } of sections) {
    const marks = block.marks.toSorted((one, other) => one.line - other.line || one.start - other.start);
    for (const { line: at, start, length, kind } of marks) {
      const here = line + at;
      data.push(here - lastLine, here === lastLine ? start - lastStart : start, length, markKinds.indexOf(kind), 0);
      [lastLine, lastStart] = [here, start];
    }
  }
  return data;
}

function addressOf(target: LinkTarget, { threadId, name, words }: OpenPage, files: LinkedFiles): string | undefined {
  switch (target.kind) {
    case 'thread':
      return transcriptUri({ threadId: target.threadId, title: target.title, part: { kind: 'newest' } });
    case 'item':
      return transcriptUri({ threadId, title: target.title, part: { kind: 'item', id: target.id } });
    case 'before':
      return transcriptUri({ threadId, title: words.say('earlierTitle', visibleTitle(name, 60)), part: target });
    case 'picture':
      // VS Code shows what is called so as a picture.
      return transcriptUri({ threadId, title: `${target.index + 1}.png`, part: target });
    case 'pictureFile': {
      const file = files.findPicture(target.path);
      return file === undefined ? undefined : pathToFileURL(file).href;
    }
    case 'file': {
      const file = files.find(target.path);
      return file === undefined
        ? undefined
        : `${pathToFileURL(file).href}${target.row === null ? '' : `#L${target.row}`}`;
    }
  }
}

/** VS Code cuts a hover after 100,000 characters. */
const HOVER_LIMIT_CHARACTERS = 99_000;

/** The tokens of a turn, on its heading, and pictures. Nothing that was said is in a hover. */
async function hover({ page, words, picture }: OpenPage, { line }: Position): Promise<unknown> {
  const section = sectionAt(page.sections(), line);
  const target = section?.block.links.find(link => section.line + link.line === line)?.target;
  if (target?.kind === 'picture') {
    const shown = await picture(target.id, target.index);
    if (shown === null) return { contents: { kind: 'plaintext', value: words.say('noPicture') } };
    return shown.base64.length > HOVER_LIMIT_CHARACTERS
      ? { contents: { kind: 'plaintext', value: words.say('largePicture') } }
      : { contents: { kind: 'markdown', value: `![](data:image/${shown.type};base64,${shown.base64})` } };
  }
  if (!section?.turn?.tokens || line !== section.line) return null;
  const { input, cachedInput, output, reasoning, total } = section.turn.tokens;
  const numbers = [total, input, cachedInput, output, reasoning].map(value => words.number(value));
  return { contents: { kind: 'plaintext', value: words.say('tokenDetails', ...numbers) } };
}

function rangeOf(line: number, from: number, to: number): Range {
  return { start: { line, character: from }, end: { line, character: to } };
}
