// JSON-RPC as `codex app-server` speaks it on its standard streams: one message a line, without the "jsonrpc" member.
import { finished, type Readable, type Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc/node';

/**
 * Reads messages. Reports a line that is not a JSON object as an error, and skips it. Sends a notification `exit` after
 * the last line, so that the end of the stream is handled after all requests.
 */
export class LineMessageReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly input: Readable) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const decoder = new StringDecoder('utf8');
    let begun: string[] = [];
    const end = (text: string): void => {
      const line = [...begun, text].join('');
      begun = [];
      const message = line.trim() === '' ? undefined : this.parse(line);
      if (message) callback(message);
    };
    // Not node:readline, which also ends lines at CR, U+2028 and U+2029: they may be part of a message.
    const onData = (chunk: Buffer): void => {
      const lines = decoder.write(chunk).split('\n');
      for (const line of lines.slice(0, -1)) end(line);
      begun.push(lines.at(-1) ?? '');
    };
    this.input.on('data', onData);
    const forget = finished(this.input, { writable: false }, error => {
      end(decoder.end());
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

/** Writes messages. `write` resolves when the stream has accepted the message. */
export class LineMessageWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly output: Writable) {
    super();
    output.on('error', error => this.fireError(error));
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      const json = JSON.stringify({ ...message, jsonrpc: undefined }).replace(
        lineBreak,
        character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      this.output.write(`${json}\n`, error => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.output.end();
  }
}
