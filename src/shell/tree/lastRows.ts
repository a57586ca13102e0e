// The rows that a view showed last, in a file beside the journal: a new window shows them at once, and reads the Codex
// home meanwhile.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Disposable, LogOutputChannel } from 'vscode';
import type { ViewOptions } from '../../protocol/methods';
import { Coalescer } from '../coalescer';
import { codexHomeSetting } from '../settings';
import { ROWS_FORMAT, type KeptRows, type KnownLevel, type ShownLevel } from './knownLevels';
import type { ViewName } from './nodes';

export interface LastRows extends Disposable {
  /**
   * The rows that a view with these options showed last, in the date groups of today; null if it was another home,
   * other options or another format, or if nothing can be read. Never rejects.
   */
  of(options: ViewOptions): Promise<readonly KnownLevel[] | null>;
  /** Soon keeps what is shown by then, instead of what was kept before. Does nothing for a filtered view. */
  keep(options: ViewOptions, shown: () => Iterable<ShownLevel>): void;
}

/** `folder` is absolute, and made when needed; only this user can read what is written there. */
export function createLastRows(view: ViewName, folder: string, log: Pick<LogOutputChannel, 'warn'>): LastRows {
  const file = path.join(folder, `${view}.json`);
  const failed = (error: unknown) => log.warn(`${file}: ${String(error)}`);
  const questionOf = (options: ViewOptions) =>
    JSON.stringify([ROWS_FORMAT, codexHomeSetting(), process.env.CODEX_HOME, options]);
  let before: string | undefined;
  let write = () => Promise.resolve();
  let writing = Promise.resolve();
  // Codex may write every second; a window that is closed meanwhile has kept nearly the same.
  const writeSoon = new Coalescer<string>(
    () => {
      writing = writing.then(() => write()).catch(failed);
    },
    2000,
    60_000,
  );

  return {
    of: async options => {
      try {
        const { question, at, levels } = JSON.parse(await readFile(file, 'utf8')) as KeptRows;
        if (question !== questionOf(options)) {
          return null;
        }
        const now = new Date();
        if (options.group !== 'date' || new Date(at).toDateString() === now.toDateString()) {
          return levels;
        }
        // Rows do not say when their threads were created.
        return options.sort === 'created' ? null : (await import('./groupAnew')).groupAnew(levels, view, now);
      } catch (error) {
        // Nothing was kept yet, or the file is damaged: the next rows replace it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          failed(error);
        }
        return null;
      }
    },
    keep: (options, shown) => {
      if (options.filter === '') {
        const question = questionOf(options);
        write = async () => {
          const { writeRows } = await import('./writeRows');
          before = await writeRows(file, question, shown(), before);
        };
        writeSoon.trigger(['rows']);
      }
    },
    dispose: () => writeSoon.dispose(),
  };
}
