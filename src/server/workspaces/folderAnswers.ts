// Answers about the folders of all threads, kept for some seconds. They come from outside the home, so they can change
// even if the home does not; then the answers are new arrays, and the epoch changes.
import { lookAtWorkspaces, type Workspaces } from './workspaces';

/** One for each given `cwd`, in the same order. */
export type FolderAnswers<T> = readonly T[];

export interface FolderAnswerCache {
  /** The keys of these folders (`Workspaces.keyOf`). The same array until one of the keys changes. */
  keys(cwds: readonly string[], now: Date): FolderAnswers<string>;
  /** Which of them lie in `folders` (`Workspaces.scopeOf`). The same array until one of the answers changes. */
  inScope(cwds: readonly string[], folders: readonly string[], now: Date): FolderAnswers<boolean>;
  readonly epoch: number;
}

const BELIEVED_MS = 5000;
/** A slow look is repeated less often: looking takes at most a twentieth of the time. */
const REST = 20;
/** Enough for the keys, and for the folders that are open in a window before and after one is added. */
const QUESTIONS_KEPT = 4;

interface Look {
  workspaces: Workspaces;
  since: number;
  tookMs: number;
}

interface Answered {
  cwds: readonly string[];
  answers: FolderAnswers<unknown>;
  look: Look;
}

/** `home` returns the path of the Codex home. */
export function createFolderAnswers(home: () => string): FolderAnswerCache {
  const known = new Map<string, Answered>();
  let look: Look | undefined;
  let epoch = 0;

  const lookAt = (now: Date): Look => {
    const age = look ? now.getTime() - look.since : Infinity;
    if (look && age >= 0 && age < Math.max(BELIEVED_MS, look.tookMs * REST)) return look;
    return (look = { workspaces: lookAtWorkspaces(home()), since: now.getTime(), tookMs: 0 });
  };

  const answer = <T>(
    question: string,
    cwds: readonly string[],
    now: Date,
    ask: (workspaces: Workspaces) => (cwd: string) => T,
  ): FolderAnswers<T> => {
    const current = lookAt(now);
    const last = known.get(question);
    if (last?.cwds === cwds && last.look === current) return last.answers as FolderAnswers<T>;
    const started = performance.now();
    const answers = cwds.map(ask(current.workspaces));
    current.tookMs += performance.now() - started;
    const isSame = last?.cwds === cwds && last.answers.every((each, index) => each === answers[index]);
    // With another commit the revision changes anyway.
    if (last?.cwds === cwds && !isSame) epoch++;
    known.delete(question);
    known.set(question, { cwds, look: current, answers: isSame ? last.answers : answers });
    for (const oldest of known.keys()) if (known.size > QUESTIONS_KEPT) known.delete(oldest);
    return isSame ? (last.answers as FolderAnswers<T>) : answers;
  };

  return {
    get epoch() {
      return epoch;
    },
    keys: (cwds, now) => answer('keys', cwds, now, workspaces => cwd => workspaces.keyOf(cwd)),
    inScope: (cwds, folders, now) =>
      answer(JSON.stringify(folders), cwds, now, workspaces => workspaces.scopeOf(folders)),
  };
}
