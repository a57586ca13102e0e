// A connection to the control socket of a Codex server: asks once what its threads do, then listens. JSON-RPC is spoken
// by hand: a library answers what it does not know, and that would reject the approvals that a user is asked for.
import type { LiveStatus } from '../../protocol/live';
import { canonicalPath } from '../files/look';
import { asObject, asText, type JsonObject } from '../transcript/wireValues';
import {
  initializeParams,
  liveStatusOf,
  loadedPage,
  readMessage,
  threadIdOf,
  type CodexRequest,
} from './codexMessages';
import { openCodexSocket } from './codexSocket';

export interface CodexClient {
  /** What the server says of its threads, by id; empty until it is known of all. */
  statuses(): ReadonlyMap<string, LiveStatus>;
  /** Ends the connection without another event. Does nothing to the server's threads. */
  close(): void;
}

export interface CodexClientEvents {
  /** The statuses of all loaded threads are known. */
  ready(): void;
  /** A status has changed. Not before `ready`. */
  changed(): void;
  /** The connection is gone, with the reason; `wrongHome`: the server works on another home. Called once. */
  lost(reason: 'wrongHome' | 'closed'): void;
}

/** For the connection and for each answer. */
const PATIENCE_MS = 5000;
/** Pages of loaded threads: more than this is no honest answer. */
const MOST_PAGES = 100;

class Lost extends Error {}

/** Connects to a socket. `home` is the canonical path of the home that the server must work on. */
export function connectToCodex(
  socketPath: string,
  { home, version }: { home: string; version: string },
  events: CodexClientEvents,
): CodexClient {
  const statuses = new Map<string, LiveStatus>();
  const pending = new Map<number, (result: JsonObject | undefined) => void>();
  /** The threads that the server has announced to us: it subscribes us to the others, sub-agents, without a word. */
  const announced = new Set<string>();
  const unsubscribed = new Set<string>();
  /** The threads of which a notification has told something while we asked. */
  const told = new Set<string>();
  let requests = 0;
  let isReady = false;
  let isOver = false;
  const overdue = setTimeout(() => finish('closed'), PATIENCE_MS);

  const finish = (reason?: 'wrongHome' | 'closed'): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(overdue);
    statuses.clear();
    socket.close();
    if (reason) events.lost(reason);
  };
  const send = (message: object): void => socket.send(message);
  /** Resolves to undefined if the server answers with an error. */
  const ask = (method: CodexRequest, params: JsonObject): Promise<JsonObject | undefined> => {
    const id = ++requests;
    send({ id, method, params });
    return new Promise(resolve => pending.set(id, resolve));
  };
  const setStatus = (threadId: string, status: LiveStatus | 'notLoaded' | undefined): void => {
    if (status === 'notLoaded') statuses.delete(threadId);
    else if (status !== undefined) statuses.set(threadId, status);
    if (isReady) events.changed();
  };
  /** A subscription would keep a sub-agent loaded, and send its approvals to us. Harmless if there is none. */
  const leave = (threadId: string): void => {
    if (announced.has(threadId) || unsubscribed.has(threadId)) return;
    unsubscribed.add(threadId);
    void ask('thread/unsubscribe', { threadId });
  };

  const onNotification = (method: string, params: JsonObject): void => {
    const threadId = threadIdOf(params);
    if (threadId === null) return;
    if (method === 'thread/started') announced.add(threadId);
    else leave(threadId);
    if (method === 'thread/closed') {
      unsubscribed.delete(threadId);
      announced.delete(threadId);
      told.add(threadId);
      setStatus(threadId, 'notLoaded');
    } else if (method === 'thread/started' || method === 'thread/status/changed') {
      told.add(threadId);
      setStatus(threadId, liveStatusOf(params.status ?? asObject(params.thread).status));
    }
  };
  const onMessage = (text: string): void => {
    const message = readMessage(text);
    switch (message?.kind) {
      case 'answer':
        pending.get(message.id)?.(message.result);
        pending.delete(message.id);
        return;
      case 'notification':
        return onNotification(message.method, message.params);
      case 'request': {
        // Never answered: it is for the user. It came because of a subscription.
        const threadId = threadIdOf(message.params);
        if (threadId !== null) leave(threadId);
        return;
      }
      case undefined:
        return;
    }
  };

  const loadedThreads = async (): Promise<string[]> => {
    const threadIds: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const result: JsonObject | undefined = await ask('thread/loaded/list', cursor === null ? {} : { cursor });
      if (!result) throw new Lost();
      const answer = loadedPage(result);
      threadIds.push(...answer.threadIds);
      cursor = answer.cursor;
      if (cursor === null) break;
    }
    return threadIds;
  };
  const introduce = async (): Promise<void> => {
    const answer = await ask('initialize', initializeParams(version));
    if (isOver) return;
    const served = asText(answer?.codexHome);
    if (served === null || canonicalPath(served) !== home) return finish('wrongHome');
    send({ method: 'initialized' });
    await Promise.all(
      (await loadedThreads()).map(async threadId => {
        const result = await ask('thread/read', { threadId });
        if (result && !told.has(threadId)) setStatus(threadId, liveStatusOf(asObject(result.thread).status));
      }),
    );
    if (isOver) return;
    clearTimeout(overdue);
    isReady = true;
    events.ready();
  };
  const socket = openCodexSocket(socketPath, {
    open: () => void introduce().catch(() => finish('closed')),
    message: onMessage,
    closed: () => finish('closed'),
  });
  return {
    statuses: () => statuses,
    close: () => finish(),
  };
}
