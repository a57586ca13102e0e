// Asks Codex for one action: the server that has threads of the home loaded, if it can be reached, so that those who
// use it see the result at once; else a child of our own. One request, then the connection ends.
import type { Failure } from '../../protocol/failures';
import { FailureError } from '../failure';
import { reachablePath } from '../files/look';
import { asText, type JsonObject } from '../transcript/wireValues';
import { startCodexChild } from './codexChild';
import { initializeParams, readMessage, threadIdOf } from './codexMessages';
import { codexRefusal } from './codexRefusals';
import { openCodexSocket, type ChannelEvents, type CodexChannel } from './codexSocket';
import type { ControlSocket } from './controlSocket';

/** The actions that Codex is asked for, with their params. */
export interface CodexActions {
  /** Codex trims the name, and refuses one without another character. */
  'thread/name/set': { threadId: string; name: string };
  /** Null: out of its section. */
  'thread/section/move': { threadId: string; sectionId: string | null };
  /** Codex trims the name, and refuses one without another character. */
  'threadSection/create': { name: string };
  /** Trims and refuses a name as for `create`. The section keeps its appearance. */
  'threadSection/update': { sectionId: string; name: string };
  /** Its threads stay, without a section. */
  'threadSection/delete': { sectionId: string };
  /** With all descendants, files and rows. */
  'thread/delete': { threadId: string };
  /** With all descendants; interrupts their turns. */
  'thread/archive': { threadId: string };
}

/** How Codex can be reached. */
export interface CodexReach {
  /** Canonical path of the home. */
  home: string;
  /** The socket of a server that has a thread of this home loaded. */
  socket: ControlSocket | undefined;
  /** Returns the absolute path of the program for a child. Throws FailureError if there is none. */
  program: () => string;
  env: NodeJS.ProcessEnv;
  /** This extension's. */
  version: string;
  warn: (message: string) => void;
}

/** A server that runs introduces itself in milliseconds; a child may have to migrate the state DB first. */
const INTRODUCTION_MS = { server: 5000, child: 60_000 };
/** Codex waits for a locked state DB for 15 seconds, and for the lock of the writer locks for 30. */
const PATIENCE_SECONDS = 60;

/** Codex answers before it names the threads that it has archived. */
const NAMING_MS = 2000;

/** Resolves to those of these threads that the server says it has archived: all, or those that it has named in time. */
export type NamedThreads = (threadIds: readonly string[]) => Promise<string[]>;

/** It was not reached, so nothing was asked. */
class NotReached extends Error {}

/**
 * Resolves to Codex's answer. Throws FailureError: as `program`, `codexLost`, `codexSilent`, or what Codex refuses; and
 * the signal's reason. Never repeats a request that Codex may have got.
 */
export async function askCodex<Method extends keyof CodexActions>(
  method: Method,
  params: CodexActions[Method],
  reach: CodexReach,
  signal: AbortSignal,
): Promise<JsonObject> {
  const { socket, program, home, env, warn } = reach;
  if (socket) {
    try {
      const connect = (events: ChannelEvents): CodexChannel => openCodexSocket(socket.path, events);
      return await converse(connect, INTRODUCTION_MS.server, { method, params }, reach, signal);
    } catch (error) {
      if (!(error instanceof NotReached)) throw error;
      warn(`The Codex server at ${socket.path} does not answer (${error.message}). Another one is started.`);
    }
  }
  const codex = program();
  try {
    const connect = (events: ChannelEvents): CodexChannel => startCodexChild({ codex, home, env }, events);
    return await converse(connect, INTRODUCTION_MS.child, { method, params }, reach, signal);
  } catch (error) {
    if (!(error instanceof NotReached)) throw error;
    throw lost(error.message, warn);
  }
}

/**
 * Like `askCodex`, but asks only the server that runs, and listens to it until `afterwards` has resolved, which is
 * called when it has answered. Throws `codexLost` if it cannot be reached.
 */
export async function askServer<Method extends keyof CodexActions>(
  method: Method,
  params: CodexActions[Method],
  reach: Pick<CodexReach, 'home' | 'socket' | 'version' | 'warn'>,
  signal: AbortSignal,
  afterwards?: (named: NamedThreads) => Promise<void>,
): Promise<JsonObject> {
  const { socket, warn } = reach;
  if (!socket) throw lost('it does not run any more', warn);
  try {
    const connect = (events: ChannelEvents): CodexChannel => openCodexSocket(socket.path, events);
    return await converse(connect, INTRODUCTION_MS.server, { method, params }, reach, signal, afterwards);
  } catch (error) {
    if (!(error instanceof NotReached)) throw error;
    throw lost(error.message, warn);
  }
}

function converse(
  connect: (events: ChannelEvents) => CodexChannel,
  introductionMs: number,
  action: { method: string; params: object },
  { home, version, warn }: Pick<CodexReach, 'home' | 'version' | 'warn'>,
  signal: AbortSignal,
  afterwards: (named: NamedThreads) => Promise<void> = () => Promise.resolve(),
): Promise<JsonObject> {
  const [introduction, request] = [1, 2];
  const archived = listenForNames();
  return new Promise((resolve, reject) => {
    let [isAsked, isAnswered] = [false, false];
    const finish = (settle: () => void): void => {
      clearTimeout(overdue);
      signal.removeEventListener('abort', abort);
      channel.close();
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const abort = (): void => fail(signal.reason as Error);
    const ask = (served: string | null): void => {
      if (served === null || reachablePath(served) !== home) return fail(new NotReached('it works on another home'));
      isAsked = true;
      channel.send({ method: 'initialized' });
      channel.send({ id: request, ...action });
      clearTimeout(overdue);
      const silent: Failure = { code: 'codexSilent', seconds: PATIENCE_SECONDS };
      overdue = setTimeout(() => fail(new FailureError(silent)), PATIENCE_SECONDS * 1000);
    };
    const channel = connect({
      open: () => channel.send({ id: introduction, method: 'initialize', params: initializeParams(version) }),
      message: text => {
        const message = readMessage(text);
        if (message?.kind === 'notification' && message.method === 'thread/archived')
          archived.add(threadIdOf(message.params) ?? '');
        // What else it tells, and what it asks, is for others.
        if (message?.kind !== 'answer') return;
        const { id, result, error } = message;
        if (id === introduction) ask(asText(result?.codexHome));
        else if (id === request && result) {
          isAnswered = true;
          clearTimeout(overdue);
          afterwards(archived.named).then(() => finish(() => resolve(result)), fail);
        } else if (id === request) fail(new FailureError(codexRefusal(error)));
      },
      closed: cause => {
        archived.end();
        if (!isAnswered) fail(isAsked ? lost(cause, warn) : new NotReached(cause));
      },
    });
    let overdue = setTimeout(() => fail(new NotReached('it says nothing')), introductionMs);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
  });
}

/** Collects names; after `end` no more come, and nobody waits. */
function listenForNames(): { add(threadId: string): void; end(): void; named: NamedThreads } {
  const names = new Set<string>();
  const ended = new AbortController();
  const waiting = new Set<() => void>();
  return {
    add: threadId => {
      names.add(threadId);
      waiting.forEach(look => look());
    },
    end: () => ended.abort(),
    named: async threadIds => {
      const isComplete = (): boolean => ended.signal.aborted || threadIds.every(threadId => names.has(threadId));
      if (!isComplete()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const look = (): void => void (isComplete() && resolve());
        waiting.add(look);
        ended.signal.addEventListener('abort', look);
        const overdue = setTimeout(resolve, NAMING_MS);
        await promise;
        clearTimeout(overdue);
        waiting.delete(look);
      }
      return threadIds.filter(threadId => names.has(threadId));
    },
  };
}

/** The log gets everything that a child wrote, the user its first line. */
function lost(cause: string, warn: (message: string) => void): FailureError {
  warn(`Codex has ended before it answered: ${cause}`);
  const failure: Failure = { code: 'codexLost', cause: (cause.split('\n', 1)[0] ?? '').slice(0, 500) };
  return new FailureError(failure);
}
