// Whether to be connected to a Codex server, as a pure state machine. Only what happens moves it, so it needs no timer:
// it is asked again with each look, and nobody looks while no thread is loaded.

/** `server` names one server, so that another one in its place counts as new. Times in milliseconds. */
export type Attachment =
  | { state: 'detached' }
  | { state: 'connecting' | 'attached'; server: string; failures: number; sinceMs: number }
  /** It refused, ended or is not ours: not before that time again. */
  | { state: 'resting'; server: string; failures: number; untilMs: number };

export type AttachmentEvent =
  /** The server that has a thread loaded, if there is one. A server without a loaded thread is left alone. */
  | { kind: 'look'; server: string | undefined; nowMs: number }
  /** It has answered and told what its threads do. */
  | { kind: 'ready'; nowMs: number }
  | { kind: 'lost'; nowMs: number };

export type AttachmentAction = 'connect' | 'disconnect';

const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 60_000;
/** A connection that lasted longer was a good one. */
const GOOD_MS = 10_000;

export const detached: Attachment = { state: 'detached' };

/** The next state, and what to do: `disconnect` before `connect`. */
export function nextAttachment(
  now: Attachment,
  event: AttachmentEvent,
): { next: Attachment; actions: readonly AttachmentAction[] } {
  const isConnected = now.state === 'connecting' || now.state === 'attached';
  switch (event.kind) {
    case 'look': {
      const { server, nowMs } = event;
      const drop: AttachmentAction[] = isConnected ? ['disconnect'] : [];
      if (server === undefined) return { next: detached, actions: drop };
      const isSame = now.state !== 'detached' && now.server === server;
      if (isSame && (now.state !== 'resting' || nowMs < now.untilMs)) return { next: now, actions: [] };
      const failures = isSame ? now.failures : 0;
      return { next: { state: 'connecting', server, failures, sinceMs: nowMs }, actions: [...drop, 'connect'] };
    }
    case 'ready':
      return now.state === 'connecting'
        ? { next: { ...now, state: 'attached', sinceMs: event.nowMs }, actions: [] }
        : { next: now, actions: [] };
    case 'lost': {
      if (!isConnected) return { next: now, actions: [] };
      const wasGood = now.state === 'attached' && event.nowMs - now.sinceMs >= GOOD_MS;
      const failures = wasGood ? 0 : now.failures;
      const restMs = Math.min(FIRST_REST_MS * 2 ** failures, LONGEST_REST_MS);
      const next = { server: now.server, failures: failures + 1, untilMs: event.nowMs + restMs } as const;
      return { next: { state: 'resting', ...next }, actions: [] };
    }
  }
}
