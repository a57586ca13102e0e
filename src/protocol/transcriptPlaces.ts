// What commands in the editor of a transcript ask for.
import type { TranscriptWords } from './transcriptWords';

/** A line of an open page, counted from 0. */
export interface PagePlace {
  /** As in `TranscriptParams`. */
  uri: string;
  line: number;
}

/** Where the caret is to go. After the last one comes the first one again. */
export type PageGoal = 'nextPrompt' | 'previousPrompt' | 'nextFailure';

export interface GoToParams extends PagePlace {
  goal: PageGoal;
}

export interface GoToResponse {
  /** Null if the page has none, or is not open. */
  line: number | null;
}

export interface ClosedFoldsResponse {
  /** Where they begin. */
  lines: number[];
}

export interface TurnTextResponse {
  /** The turn at the place, as Markdown; null if there is none, or the page is not open. */
  turn: { number: number; text: string } | null;
}

export type ExportFormat = 'markdown' | 'html';

export interface ExportParams {
  threadId: string;
  format: ExportFormat;
  words: TranscriptWords;
}

export interface ExportResponse {
  /** The whole file, with line feeds only. */
  text: string;
}

export interface ChangeAtResponse {
  /** Null if there is none, or the page is not open. */
  change: FileChangeAt | null;
}

export interface FileChangeAt {
  /** The item, and which of its changes it is, as in `TranscriptPart`. */
  id: string;
  index: number;
  /** The turn, counted from 1; null on a page that has only the item. */
  turn: number | null;
  /** The file's name without folders, in visible characters. */
  file: string;
}
