// What the lines of a block mean: headings stand at the left edge, what belongs to them is indented below. So every
// kind of item is exported as the page shows it, and nothing that was said can pass for a heading.
import type { Block, Mark } from '../block';

export interface Passage {
  /** What it is called; `details` stand after it. */
  title: string;
  details: string[];
  kind: Mark['kind'] | null;
  hasFailed: boolean;
  /** It is closed when the page opens. */
  isClosed: boolean;
  /** Without the indentation. */
  lines: string[];
  isDiff: boolean;
}

const INDENT = '  ';

/** The passages of a block, from top to bottom. */
export function passagesOf({ lines, marks, folds }: Block): Passage[] {
  const marksOf = Map.groupBy(marks, ({ line }) => line);
  const closed = new Set(folds.filter(fold => fold.isClosed).map(({ start }) => start));
  const passages: Passage[] = [];
  lines.forEach((line, at) => {
    const current = passages.at(-1);
    const own = marksOf.get(at) ?? [];
    if (current !== undefined && (line === '' || line.startsWith(INDENT))) {
      const text = line.slice(INDENT.length);
      current.lines.push(text);
      current.isDiff ||= /^[+-]/.test(text) && own.some(({ kind }) => kind === 'added' || kind === 'removed');
    } else if (line !== '') {
      const [first] = own;
      const title = first?.start === 0 ? line.slice(0, first.length) : line;
      passages.push({
        title,
        details: line.slice(title.length).split(' · ').filter(Boolean),
        kind: first?.kind ?? null,
        hasFailed: own.some(({ kind }) => kind === 'failure'),
        isClosed: closed.has(at),
        lines: [],
        isDiff: false,
      });
    }
  });
  for (const { lines: text } of passages) while (text.at(-1) === '') text.pop();
  return passages;
}
