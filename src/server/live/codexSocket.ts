// One way to speak with a Codex: its control socket, which is a WebSocket with one JSON-RPC message a frame.
import type { WebSocket } from 'ws';

/** One connection to a Codex, whichever way it goes. */
export interface CodexChannel {
  send(message: object): void;
  /** Ends the connection without another event. */
  close(): void;
}

export interface ChannelEvents {
  /** Messages can be sent. */
  open(): void;
  /** One message, as text. */
  message(text: string): void;
  /** The connection is gone, or was never made. Called once. */
  closed(cause: string): void;
}

const HANDSHAKE_MS = 5000;
const LARGEST_MESSAGE_BYTES = 64 * 1024 ** 2;

/** Connects to the socket at a canonical path. */
export function openCodexSocket(socketPath: string, events: ChannelEvents): CodexChannel {
  let socket: WebSocket | undefined;
  let isOver = false;
  let trouble = '';
  const closed = (): void => {
    if (isOver) return;
    isOver = true;
    events.closed(trouble === '' ? 'the connection was closed' : trouble);
  };
  const connect = async (): Promise<void> => {
    const { WebSocket: Client } = await import('ws');
    if (isOver) return;
    socket = new Client(`ws+unix://${socketPath}:/`, {
      perMessageDeflate: false,
      maxPayload: LARGEST_MESSAGE_BYTES,
      handshakeTimeout: HANDSHAKE_MS,
    });
    socket.on('open', () => {
      if (!isOver) events.open();
    });
    socket.on('message', (data: Buffer) => {
      if (!isOver) events.message(data.toString('utf8'));
    });
    // An error is followed by `close`. That nobody listens is what a killed server leaves.
    socket.on('error', ({ message }) => (trouble = message));
    socket.on('close', closed);
  };
  connect().catch((error: unknown) => {
    trouble = String(error);
    closed();
  });
  return {
    send: message => socket?.send(JSON.stringify(message)),
    close: () => {
      isOver = true;
      socket?.terminate();
    },
  };
}
