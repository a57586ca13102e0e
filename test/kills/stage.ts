// Where one try after another takes place, always at the same paths, because rows and journals contain them: a Codex
// home and a folder of journals, which can be saved and restored.
import { copyFileSync, lstatSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { OtherFileSystem } from '../support/otherFileSystem';
import { removeFolder } from '../support/temporaryFolder';

export interface Stage {
  /** Contains everything except what is elsewhere. */
  readonly folder: string;
  readonly home: string;
  readonly journal: string;
  /** Saves everything under a name. */
  save(name: string): void;
  /** Restores what was saved under a name. */
  restore(name: string): void;
  /** Moves the archive to a folder on the other file system, and makes it a link to there. */
  archiveElsewhere(): void;
}

/** Makes an empty stage in a new folder, with a part of this name on another file system. */
export function setStage(folder: string, other: OtherFileSystem, name: string): Stage {
  const at = (...names: string[]): string => path.join(folder, ...names);
  const parts = { home: at('home'), journal: at('journal'), elsewhere: other.at(name) };
  const saved = (name: string, part: string): string => at('saved', name, part);
  const archive = at('home', 'archived_sessions');
  for (const part of Object.values(parts)) mkdirSync(part, { recursive: true });
  return {
    folder,
    home: parts.home,
    journal: parts.journal,
    save: name => {
      removeFolder(at('saved', name));
      for (const [part, place] of Object.entries(parts)) copyTree(place, saved(name, part));
    },
    restore: name => {
      for (const [part, place] of Object.entries(parts)) {
        emptyFolder(place);
        copyTree(saved(name, part), place);
      }
    },
    archiveElsewhere: () => {
      mkdirSync(archive, { recursive: true });
      copyTree(archive, parts.elsewhere);
      removeFolder(archive);
      other.link(archive, parts.elsewhere);
    },
  };
}

/** Removes everything but links, which stay as they are. */
function emptyFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (!entry.isSymbolicLink()) removeFolder(path.join(folder, entry.name));
}

/** Copies folders, files with their times and, with `followLinks`, the folders to which links lead. */
export function copyTree(from: string, to: string, { followLinks = false } = {}): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory() || (followLinks && entry.isSymbolicLink())) copyTree(source, target);
    else if (!entry.isSymbolicLink()) {
      copyFileSync(source, target);
      const { atimeMs, mtimeMs } = lstatSync(source);
      utimesSync(target, atimeMs / 1000, mtimeMs / 1000);
    }
  }
}
