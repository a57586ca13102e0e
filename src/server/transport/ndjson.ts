// JSON-RPC as `codex app-server` speaks it on its standard streams: one message a line, without the "jsonrpc" member.
import type { Readable, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import {
  AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Disposable, type Message, type MessageReader, type MessageWriter,
} from 'vscode-jsonrpc/node';

/**
 * Reads messages; a line that is not a JSON object is reported as an error and passed over. Behind the last line comes the
 * notification `exit`: the end of the stream, in its turn behind everything that was asked.
 */
export class LineMessageReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly input: Readable) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    const lines = createInterface({ input: this.input, crlfDelay: Infinity });
    lines.on('line', line => {
      const message = line.trim() === '' ? undefined : this.parse(line);
      if (message) callback(message);
    });
    lines.on('close', () => callback({ jsonrpc: '2.0', method: 'exit' } as Message));
    return { dispose: () => lines.close() };
  }

  private parse(line: string): Message | undefined {
    try {
      const message = JSON.parse(line) as unknown;
      if (typeof message === 'object' && message !== null && !Array.isArray(message)) return { ...message, jsonrpc: '2.0' };
      this.fireError(new Error('A line on standard input is not a JSON-RPC message.'));
    } catch (error) {
      this.fireError(error);
    }
    return undefined;
  }
}

/** Writes messages; resolves when the stream has taken one. */
export class LineMessageWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly output: Writable) {
    super();
    output.on('error', error => this.fireError(error));
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.output.write(`${JSON.stringify({ ...message, jsonrpc: undefined })}\n`, error => error ? reject(error) : resolve());
    });
  }

  end(): void {
    this.output.end();
  }
}
