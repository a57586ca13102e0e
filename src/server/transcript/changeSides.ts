// A changed file before and after its change, as far as the patch tells: its hunks with the lines around them.
import type { FileUpdateChange } from '../../protocol/transcript';
import type { ChangeSide } from '../../protocol/transcriptUri';
import { visibleLines } from './visibleText';

/** The lines of one side. Where a hunk begins, both sides have the same line: the rest of the file is not known. */
export function linesOfSide({ kind, diff }: FileUpdateChange, side: ChangeSide): string[] {
  const lines = visibleLines(diff);
  if (kind.type !== 'update') return (kind.type === 'add') === (side === 'after') ? lines : [];
  const [own, other] = side === 'after' ? ['+', '-'] : ['-', '+'];
  return lines.flatMap(line => {
    if (line.startsWith('@@')) return line;
    // `\ No newline at end of file`
    if (line.startsWith(other) || line.startsWith('\\')) return [];
    return line.startsWith(own) || line.startsWith(' ') ? line.slice(1) : line;
  });
}
