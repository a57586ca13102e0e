// Searches while somebody types: when they pause, and for one text at a time.

/** A request under way. */
export interface Pending<Answer> {
  /** Rejects when it was cancelled. */
  answer: Promise<Answer>;
  cancel(): void;
}

export interface LiveSearchEvents<Answer> {
  /** The answer to the last query; answers and errors of earlier ones are dropped. */
  answered(answer: Answer, query: string): void;
  failed(error: unknown): void;
}

export interface LiveSearch {
  typed(query: string): void;
  /** Cancels the request under way. */
  dispose(): void;
}

/** Asks `quietMs` after the last change; the first query at once. */
export function createLiveSearch<Answer>(
  ask: (query: string) => Pending<Answer>,
  events: LiveSearchEvents<Answer>,
  quietMs: number,
): LiveSearch {
  let timer: NodeJS.Timeout | undefined;
  let current: Pending<Answer> | undefined;
  let first = true;

  const drop = () => {
    clearTimeout(timer);
    current?.cancel();
    current = undefined;
  };
  const start = (query: string) => {
    const mine = (current = ask(query));
    mine.answer.then(
      answer => current === mine && events.answered(answer, query),
      (error: unknown) => {
        if (current === mine) events.failed(error);
      },
    );
  };
  return {
    typed: query => {
      drop();
      if (first) {
        first = false;
        start(query);
      } else {
        timer = setTimeout(() => start(query), quietMs);
      }
    },
    dispose: drop,
  };
}
