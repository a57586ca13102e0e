// The connection to the Codex server that has threads of this home loaded, as long as there is one.
import type { LiveStatus } from '../../protocol/live';
import { detached, nextAttachment, type Attachment, type AttachmentEvent } from './attachment';
import { connectToCodex, type CodexClient } from './codexClient';
import { findControlSocket, type ControlSocket } from './controlSocket';

/** What a connected server says. */
export interface ServerStatuses {
  /** Its process, which holds the writer locks of its threads. */
  pid: number;
  statuses: ReadonlyMap<string, LiveStatus>;
}

export interface CodexServer {
  /** Connects to the server if one of these processes, which have threads loaded, is one. Does not throw. */
  look(holders: ReadonlySet<number>): void;
  /** Undefined while there is no connection, or nothing is known yet. */
  statuses(): ServerStatuses | undefined;
  close(): void;
}

export interface CodexServerOptions {
  /** Canonical path of the Codex home. */
  home: () => string;
  /** This extension's. */
  version: string;
  warn: (message: string) => void;
  /** Other statuses, or none any more. */
  changed: () => void;
  lost: () => void;
}

export function createCodexServer({ home, version, warn, changed, lost }: CodexServerOptions): CodexServer {
  let attachment: Attachment = detached;
  let found: ControlSocket | undefined;
  let client: CodexClient | undefined;
  let warned = '';

  const connect = ({ path }: ControlSocket): CodexClient =>
    connectToCodex(
      path,
      { home: home(), version },
      {
        ready: () => {
          move({ kind: 'ready', nowMs: performance.now() });
          changed();
        },
        changed,
        lost: reason => {
          if (reason === 'wrongHome' && warned !== path)
            warn(`The Codex server at ${path} works on another home. What it does is not shown.`);
          if (reason === 'wrongHome') warned = path;
          client = undefined;
          move({ kind: 'lost', nowMs: performance.now() });
          lost();
        },
      },
    );
  const move = (event: AttachmentEvent): void => {
    const { next, actions } = nextAttachment(attachment, event);
    attachment = next;
    for (const action of actions) {
      client?.close();
      client = action === 'connect' && found ? connect(found) : undefined;
    }
  };

  return {
    look: holders => {
      // A connection shows that the socket is there.
      if (!client || !found || !holders.has(found.pid))
        found = holders.size > 0 ? findControlSocket(home(), holders) : undefined;
      move({ kind: 'look', server: found && `${found.pid} ${found.path}`, nowMs: performance.now() });
    },
    statuses: () =>
      attachment.state === 'attached' && client && found ? { pid: found.pid, statuses: client.statuses() } : undefined,
    close: () => {
      client?.close();
      client = undefined;
      attachment = detached;
    },
  };
}
