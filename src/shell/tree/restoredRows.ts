// What a view shows before it has read anything: the rows of the last window, until the first read.
import type { ViewOptions } from '../../protocol/methods';
import type { LastRows } from './lastRows';
import type { TreeModel } from './treeModel';

export interface RestoredRows {
  /** Resolves when the rows that are known are in the model. To be awaited before VS Code gets any rows. */
  ready(): Promise<void>;
  /** VS Code has asked for rows. */
  wasAsked(): boolean;
  /** VS Code gets the rows of one more parent. */
  answered(): void;
  /** The rows that are shown are not read yet. */
  areShown(): boolean;
  /** Rows were read. Returns whether the rows before them were restored ones. */
  replaced(): boolean;
  dispose(): void;
}

/** How long VS Code needs to draw the rows that it has got, about, in milliseconds. */
export const DRAWING_MS = 150;
/** The read begins after this time at the latest: VS Code does not ask for a group that the user has closed. */
const ASKING_MS = 1000;

export interface RestoredRowsEvents {
  /** `areShown` is true from now on. */
  shown(): void;
  /**
   * It is time to read the rows: VS Code has drawn those that it has. A server that starts earlier takes processor time
   * from the window.
   */
  read(): void;
}

/** Restores nothing before `ready` is called. */
export function createRestoredRows(
  lastRows: LastRows,
  options: () => ViewOptions,
  model: Pick<TreeModel, 'restore'>,
  events: RestoredRowsEvents,
): RestoredRows {
  let asked: Promise<void> | undefined;
  let isShown = false;
  let unasked = 0;
  let timer: NodeJS.Timeout | undefined;

  const readAfter = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      unasked = 0;
      events.read();
    }, ms);
  };
  const showLast = async () => {
    const known = await lastRows.of(options());
    if (known !== null && model.restore(known)) {
      isShown = true;
      unasked = known.length;
      events.shown();
      readAfter(ASKING_MS);
    }
  };

  return {
    ready: () => (asked ??= showLast()),
    wasAsked: () => asked !== undefined,
    answered: () => {
      if (unasked > 0 && --unasked === 0) {
        readAfter(DRAWING_MS);
      }
    },
    areShown: () => isShown,
    replaced: () => {
      const were = isShown;
      isShown = false;
      return were;
    },
    dispose: () => clearTimeout(timer),
  };
}
