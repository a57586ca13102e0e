// JSON-RPC as `codex app-server` speaks it on its standard streams: one message a line, without the "jsonrpc" member.
import { finished, type Readable, type Writable } from 'node:stream';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
  type ResponseMessage,
} from 'vscode-jsonrpc/node';
import { ErrorCode } from '../../protocol/errorCodes';
import { createIdSearch, type IdSearch } from './requestId';

/** A request to archive 500,000 threads has 20 MB. */
const LINE_LIMIT_BYTES = 32 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * Reads messages. Reports a line that is not a JSON object as an error, and skips it. So it does with a line of more
 * than 32 MiB, in constant memory; `refuse` gets the answer for the client. Sends a notification `exit` after the last
 * line, so that the end of the stream is handled after all requests.
 */
export class LineMessageReader extends AbstractMessageReader implements MessageReader {
  constructor(
    private readonly input: Readable,
    private readonly refuse: (answer: ResponseMessage) => void,
  ) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    let begun: Buffer[] = [];
    let length = 0;
    // From when the line is too long.
    let idSearch: IdSearch | undefined;
    const add = (part: Buffer): void => {
      begun.push(part);
      length += part.length;
      if (length <= LINE_LIMIT_BYTES) return;
      idSearch ??= createIdSearch();
      for (const bytes of begun) idSearch.add(bytes);
      begun = [];
    };
    const end = (): void => {
      const line = Buffer.concat(begun).toString('utf8');
      if (idSearch) this.refuseLine(idSearch.id());
      [begun, length, idSearch] = [[], 0, undefined];
      const message = line.trim() === '' ? undefined : this.parse(line);
      if (message) callback(message);
    };
    // Not node:readline, which also ends lines at CR, U+2028 and U+2029: they may be part of a message.
    const onData = (chunk: Buffer): void => {
      let start = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, start)) {
        add(chunk.subarray(start, at));
        end();
        start = at + 1;
      }
      add(chunk.subarray(start));
    };
    this.input.on('data', onData);
    const forget = finished(this.input, { writable: false }, error => {
      end();
      if (error) this.fireError(error);
      callback({ jsonrpc: '2.0', method: 'exit' } as Message);
    });
    return {
      dispose: () => {
        this.input.off('data', onData);
        forget();
      },
    };
  }

  private refuseLine(id: string | number | null): void {
    const message = `Invalid request: a line may have at most ${LINE_LIMIT_BYTES} bytes`;
    this.fireError(new Error(message));
    this.refuse({ jsonrpc: '2.0', id, error: { code: ErrorCode.invalidRequest, message } });
  }

  private parse(line: string): Message | undefined {
    try {
      const message = JSON.parse(line) as unknown;
      if (typeof message === 'object' && message !== null && !Array.isArray(message))
        return { ...message, jsonrpc: '2.0' };
      this.fireError(new Error('A line on standard input is not a JSON-RPC message.'));
    } catch (error) {
      this.fireError(error);
    }
    return undefined;
  }
}

/** JSON may contain these unescaped, but many line readers take them for the end of a line. */
const lineBreak = /[\u0085\u2028\u2029]/g;

/**
 * Writes messages. `write` resolves when the stream has accepted the message. An answer that is too long for a text of
 * JavaScript (512 MiB) becomes an error.
 */
export class LineMessageWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly output: Writable) {
    super();
    output.on('error', error => this.fireError(error));
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.output.write(`${jsonOf(message)}\n`, error => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.output.end();
  }
}

function jsonOf(message: Message): string {
  try {
    return JSON.stringify({ ...message, jsonrpc: undefined }).replace(
      lineBreak,
      character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  } catch (error) {
    if (!('id' in message)) throw error;
    const reason = `the answer cannot be written: ${(error as Error).message}`;
    return JSON.stringify({ id: message.id, error: { code: ErrorCode.internal, message: reason } });
  }
}
