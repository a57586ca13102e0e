// Where things are on a page: what commands in its editor go to, or are about. The lines are those of the outline.
import type { FileChangeAt, PageGoal } from '../../protocol/transcriptPlaces';
import type { PageSymbol } from './block';
import type { Section } from './page';

/** The line of the next or previous one, even if that is where `from` is; null if there is none. */
export function lineOfGoal(sections: readonly Section[], from: number, goal: PageGoal): number | null {
  const kind: PageSymbol['kind'] = goal === 'nextFailure' ? 'failure' : 'prompt';
  const lines = sections
    .flatMap(({ line, block }) =>
      block.symbols.filter(symbol => symbol.kind === kind).map(symbol => line + symbol.line),
    )
    .sort((one, other) => one - other);
  const line =
    goal === 'previousPrompt'
      ? (lines.findLast(each => each < from) ?? lines.at(-1))
      : (lines.find(each => each > from) ?? lines[0]);
  return line ?? null;
}

/** The section with a line. */
export function sectionAt(sections: readonly Section[], line: number): Section | undefined {
  return sections.findLast(each => each.line <= line);
}

/** The change of a file that a line shows; null if it shows something else. */
export function changeAt(sections: readonly Section[], line: number): FileChangeAt | null {
  const section = sectionAt(sections, line);
  const at = line - (section?.line ?? 0);
  const spot = section?.block.spots.find(each => each.line <= at && at <= each.end);
  if (!section || !spot) return null;
  return { id: spot.itemId, index: spot.index, turn: section.number, file: spot.file };
}

/** The first lines of what is closed when a page opens, from a line on. */
export function closedFolds(sections: readonly Section[], from: number): number[] {
  return sections
    .flatMap(({ line, block }) => block.folds.filter(fold => fold.isClosed).map(({ start }) => line + start))
    .filter(line => line >= from);
}
