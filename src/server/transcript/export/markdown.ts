// A transcript as Markdown. What was said and done is in fences, as it is: a model's own headings, links and HTML would
// take part in the document otherwise, and a fence that is open would swallow the rest.
import type { Block } from '../block';
import { passagesOf, type Passage } from './passages';

/** The heading of a thread: its name, and a list of what is known of it. */
export function headerInMarkdown({ lines: [name = '', ...facts] }: Block): string {
  const list = facts.map(fact => `${fact.startsWith('  ') ? '  ' : ''}- ${escaped(fact.trim())}\n`);
  return `# ${escaped(name)}\n\n${list.join('')}`;
}

/** A turn, or another block with headings. */
export function blockInMarkdown(block: Block): string {
  return passagesOf(block).map(passage).join('\n');
}

function passage({ title, details, kind, lines, isDiff }: Passage): string {
  const [, bar = '', name = title] = /^(━*) ?(.*)$/.exec(title) ?? [];
  const shown = name.startsWith('$ ') ? code(name) : escaped(name);
  const heading = [shown, ...details.map(escaped)].join(' · ');
  const text = lines.length === 0 ? '' : `\n${fenced(lines.join('\n'), isDiff ? 'diff' : 'text')}`;
  if (bar === '━' || (kind === 'note' && text === '')) return `*${heading}*\n${text}`;
  return `${bar === '' ? '###' : '##'} ${heading}\n${text}`;
}

/** A fence is longer than any run of backticks in it. */
function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}\n`;
}

function code(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const blank = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${blank}${text}${blank}${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
}

/** Nothing in it has a meaning in Markdown. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+.!|~&$@-]/g, '\\$&').replace(/:\/\//g, '\\://');
}
