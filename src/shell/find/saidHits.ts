// What "Find Threads" shows of the lines that threads said and did, as plain data.
import { l10n } from 'vscode';
import type {
  ItemType,
  NamedThread,
  SearchOptions,
  TranscriptHit,
  TranscriptHits,
  TranscriptSearchResponse,
} from '../../protocol/methods';
import { inQuickPick, oneLine } from '../words/escape';
import { grouped, threadsInWords } from '../words/sentences';

/** A hit, with the thread whose transcript has it. */
export interface ThreadHit {
  thread: NamedThread;
  hit: TranscriptHit;
}

export interface SaidItem extends ThreadHit {
  label: string;
  description: string;
  /** Name of a codicon. */
  icon: string;
}

/** The picker is some 80 characters wide: more text before the hit would push it out of sight. */
const BEFORE = 30;

const icons: Partial<Record<ItemType, string>> = {
  userMessage: 'account',
  agentMessage: 'comment',
  reasoning: 'lightbulb',
  commandExecution: 'terminal',
  fileChange: 'diff',
  agentMail: 'mail',
};

/** One item for each hit of a thread, in the order of the server: newest first. */
export function saidItems({ thread, archived, hits }: TranscriptHits): SaidItem[] {
  return hits.map(hit => {
    const place = l10n.t('{0} · turn {1}', oneLine(thread.name), grouped(hit.turn));
    return {
      thread,
      hit,
      label: inQuickPick(lineWithHit(hit)),
      description: inQuickPick(archived ? `${place} · ${l10n.t('archived')}` : place),
      icon: hit.itemType === null ? 'error' : (icons[hit.itemType] ?? 'tools'),
    };
  });
}

/** The separator above the hits of one tree. */
export function saidTitle(root: NamedThread): string {
  return l10n.t('Said and done: {0}', inQuickPick(oneLine(root.name)));
}

/** What follows the picker's title: how many lines were found, and which options are on. */
export function saidInWords(answer: TranscriptSearchResponse | null, options: SearchOptions): string[] {
  return [
    ...(answer === null ? [] : linesInWords(answer)),
    ...(options.matchCase === true ? [l10n.t('match case')] : []),
    ...(options.wholeWord === true ? [l10n.t('whole word')] : []),
  ];
}

function linesInWords({ hits, isCut, unread }: TranscriptSearchResponse): string[] {
  const count = grouped(hits);
  const lines = isCut
    ? l10n.t('the first {0} lines in transcripts', count)
    : hits === 1
      ? l10n.t('1 line in transcripts')
      : l10n.t('{0} lines in transcripts', count);
  return unread === 0 ? [lines] : [lines, l10n.t('not readable: {0}', threadsInWords(unread))];
}

function lineWithHit({ text, start }: TranscriptHit): string {
  const from = start > BEFORE + 10 ? start - BEFORE : 0;
  return (from > 0 ? '…' : '') + oneLine(text.slice(from)).trim();
}
