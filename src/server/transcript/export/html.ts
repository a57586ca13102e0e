// A transcript as a page of HTML that works offline: no scripts, nothing from elsewhere, colours of the reader's own
// theme. Everything is escaped.
import type { Block } from '../block';
import { passagesOf, type Passage } from './passages';

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h2 { border-bottom: 1px solid; margin-top: 2.5rem; }
h3, summary { font-size: 1rem; font-weight: 600; margin: 1rem 0 0.25rem; }
summary { cursor: pointer; }
.command > :first-child { font-family: ui-monospace, monospace; font-weight: 400; }
.detail { font-weight: 400; opacity: 0.75; }
pre { font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; margin: 0; padding: 0.25rem 0.75rem;
  border-inline-start: 3px solid #8888; }
.prompt > pre, .answer > pre { font: inherit; }
.prompt > pre { border-color: #38f; }
.failed > pre, .failed > :first-child { border-inline-start: 3px solid #d33; padding-inline-start: 0.75rem; }
ins, del { text-decoration: none; display: block; }
ins { background: #2a42; } del { background: #d332; }
`;

/** The beginning of the document, with the heading of a thread. `language`: of the words in it. */
export function headerInHtml({ lines: [name = '', ...facts] }: Block, language: string): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(name)}</h1>
<ul>
${facts.map(fact => `<li>${escaped(fact.trim())}</li>\n`).join('')}</ul>
`;
}

/** A turn, or another block with headings. */
export function blockInHtml(block: Block): string {
  return `<section>\n${passagesOf(block).map(passage).join('')}</section>\n`;
}

export const htmlEnd = '</body>\n</html>\n';

function passage({ title, details, kind, hasFailed, isClosed, lines, isDiff }: Passage): string {
  const [, bar = '', name = title] = /^(━*) ?(.*)$/.exec(title) ?? [];
  const heading = escaped(name) + details.map(each => `<span class="detail"> · ${escaped(each)}</span>`).join('');
  const style = `class="${kind ?? 'note'}${hasFailed ? ' failed' : ''}"`;
  const text = lines.length === 0 ? '' : `<pre>${lines.map(line => textLine(line, isDiff)).join('')}</pre>\n`;
  if (bar === '━━') return `<h2>${heading}</h2>\n${text}`;
  if (bar === '━') return `<div ${style}><p>${heading}</p>\n${text}</div>\n`;
  return isClosed && text !== ''
    ? `<details ${style}><summary>${heading}</summary>\n${text}</details>\n`
    : `<div ${style}><h3>${heading}</h3>\n${text}</div>\n`;
}

/** Changed lines are blocks of their own, and need no line feed. */
function textLine(line: string, isDiff: boolean): string {
  const text = escaped(line);
  if (isDiff && line.startsWith('+')) return `<ins>${text}</ins>`;
  if (isDiff && line.startsWith('-')) return `<del>${text}</del>`;
  return `${text}\n`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character] ?? '');
}
