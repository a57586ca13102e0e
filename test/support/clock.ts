// The system's clock, as somebody else sets it.

/** Registers a hook that sets the clock right again after each test. The function replaces `Date.now`. */
export function otherClock(): (now: () => number) => void {
  const { now: right } = Date;
  afterEach(() => {
    Date.now = right;
  });
  return now => {
    Date.now = now;
  };
}

/** A clock that is set forward by a day each time somebody looks at it. */
export function leapingClock(): () => number {
  let now = Date.now();
  return () => (now += 86_400_000);
}
