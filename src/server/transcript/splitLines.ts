// Splits the bytes of a rollout into lines. Holds at most one line, and nothing of a line that exceeds the limit.

/** Codex writes lines of megabytes for pictures; people have reported 5.8 MB. */
export const LINE_LIMIT_BYTES = 64 * 1024 * 1024;
const LINE_FEED = 0x0a;

export interface LineSplitter {
  /** Reads the next bytes. They may be overwritten afterwards. */
  push(chunk: Buffer): void;
  /** Reads the rest as a line, if there is any: the file has ended. */
  finish(): void;
}

export interface LineReceiver {
  /** A line without its line feed, and the offset at which it begins. Empty lines are left out. */
  line(line: Buffer, offset: number): void;
  tooLong(offset: number): void;
}

/** `offset`: where the first byte is in the file. */
export function createLineSplitter(receiver: LineReceiver, offset = 0, limit = LINE_LIMIT_BYTES): LineSplitter {
  let start = offset;
  let pieces: Buffer[] = [];
  let held = 0;
  const emit = (end: Buffer): void => {
    const length = held + end.length;
    if (length > limit) receiver.tooLong(start);
    else if (length > 0) receiver.line(pieces.length === 0 ? end : Buffer.concat([...pieces, end], length), start);
    pieces = [];
    held = 0;
    start += length + 1;
  };
  return {
    push: chunk => {
      let from = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
        emit(chunk.subarray(from, end));
        from = end + 1;
      }
      held += chunk.length - from;
      if (held > limit) pieces = [];
      else if (from < chunk.length) pieces.push(Buffer.from(chunk.subarray(from)));
    },
    finish: () => {
      if (held > 0) emit(Buffer.alloc(0));
    },
  };
}
