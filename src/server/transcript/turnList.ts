// The turns of a thread in the order in which Codex shows them: by their first line, but a turn without one (a review)
// by its last.
import type { Turn, TurnStatus } from '../../protocol/transcript';
import { isOwnTurn } from './ownTurns';

export interface TurnList {
  readonly turns: Turn[];
  /** A turn begins, and ends any other: Codex works on one at a time. Undefined if it is not the thread's own. */
  start(id: string): Turn | undefined;
  /** The turn that ends; undefined if it is not the thread's own. `orOpen`: an unknown id means the open turn. */
  end(id: string | null, status: TurnStatus, orOpen: boolean): Turn | undefined;
  /**
   * The turn with this id, which may not have begun; undefined if it is not the thread's own or was taken back. Before
   * 0.158 the first line that names a turn gives it its place: `isFirstLine`.
   */
  withId(id: string, isFirstLine?: boolean): Turn | undefined;
  /** The turn of a line that names none; undefined before the first, and within those copied from another thread. */
  latest(): Turn | undefined;
  /** The turn of something that the user or the model said, by a Codex that may not have begun one. */
  open(isPrompt: boolean): Turn | undefined;
  takeBack(count: number): void;
}

export function createTurnList(threadId: string): TurnList {
  const turns: Turn[] = [];
  const known = new Map<string, Turn>();
  const takenBack = new Set<string>();
  const unfinished = new Set<Turn>();
  /** The first turns, as many as have their place; the others follow in the order in which they were seen. */
  let placed = 0;
  let unnamed = 0;
  let current: { turn: Turn; isNamed: boolean } | undefined;
  let last: Turn | undefined;
  /** The lines are those of a turn of another thread. */
  let isCopied = false;

  const add = (id: string, status: TurnStatus): Turn => {
    const turn = emptyTurn(id, status);
    known.set(id, turn);
    turns.push(turn);
    return turn;
  };
  const place = (turn: Turn): void => {
    const at = turns.indexOf(turn, placed);
    if (at < 0) return;
    turns.splice(at, 1);
    turns.splice(placed++, 0, turn);
  };
  const interruptOthers = (turn: Turn): void => {
    for (const other of unfinished) if (other !== turn) other.status = 'interrupted';
    unfinished.clear();
  };
  const withId = (id: string, isFirstLine = false): Turn | undefined => {
    const turn = known.get(id);
    if (turn) return turn;
    if (takenBack.has(id) || !isOwnTurn(threadId, id)) return undefined;
    const added = add(id, 'inProgress');
    unfinished.add(added);
    if (isFirstLine) place(added);
    return added;
  };

  return {
    turns,
    start: id => {
      const turn = withId(id);
      isCopied = !turn;
      current = turn && { turn, isNamed: true };
      if (!turn) return undefined;
      place(turn);
      interruptOthers(turn);
      turn.status = 'inProgress';
      unfinished.add(turn);
      return (last = turn);
    },
    end: (id, status, orOpen) => {
      const turn =
        (id === null || (orOpen && !known.has(id) && isOwnTurn(threadId, id)) ? current?.turn : undefined) ??
        (id === null ? undefined : withId(id));
      if (!turn) return undefined;
      place(turn);
      interruptOthers(turn);
      turn.status = status;
      current = undefined;
      return (last = turn);
    },
    withId,
    latest: () => (isCopied ? undefined : (current?.turn ?? last)),
    open: isPrompt => {
      if (isCopied || (current && (current.isNamed || !isPrompt))) return current?.turn;
      const turn = add(`turn-${++unnamed}`, 'completed');
      place(turn);
      current = { turn, isNamed: false };
      return (last = turn);
    },
    takeBack: count => {
      for (const turn of turns.splice(Math.max(0, turns.length - count))) {
        takenBack.add(turn.id);
        known.delete(turn.id);
        unfinished.delete(turn);
      }
      placed = Math.min(placed, turns.length);
      current = undefined;
      last = turns.at(-1);
    },
  };
}

/** A turn of which nothing else is known yet. */
export function emptyTurn(id: string, status: TurnStatus): Turn {
  return {
    id,
    rootTurnId: null,
    status,
    error: null,
    model: null,
    effort: null,
    startedAt: null,
    completedAt: null,
    durationMs: null,
    tokens: null,
    items: [],
  };
}
