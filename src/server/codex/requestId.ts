// The id of a JSON-RPC message that is too long to be parsed: only the id is kept.

export interface IdSearch {
  /** Takes the next bytes of the message. */
  add(bytes: Buffer): void;
  /** The id as far as the message has been read; null if it has none, or one that no client would choose. */
  id(): string | number | null;
}

/** Members with longer names, and longer ids, are passed over. */
const TOKEN_LIMIT_BYTES = 1024;

/** Looks for the member `id` of the outermost object, wherever it is, in constant memory. */
export function createIdSearch(): IdSearch {
  let found: string | number | null = null;
  let depth = 0;
  let inText = false;
  let escaped = false;
  // Of the outermost object: the name of the member, and what was read of its name or of its plain value.
  let name: unknown;
  const token = Buffer.alloc(TOKEN_LIMIT_BYTES);
  let length = 0;

  const keep = (byte: number): void => {
    if (depth !== 1) return;
    if (length < TOKEN_LIMIT_BYTES) token[length] = byte;
    length++;
  };
  const take = (): unknown => {
    const json = length > TOKEN_LIMIT_BYTES ? '' : token.toString('utf8', 0, length);
    length = 0;
    return parsed(json);
  };
  const endMember = (): void => {
    const value = take();
    if (name === 'id' && (typeof value === 'string' || typeof value === 'number')) found = value;
    name = undefined;
  };
  const readText = (byte: number): void => {
    keep(byte);
    if (escaped) escaped = false;
    else if (byte === Byte.backslash) escaped = true;
    else if (byte === Byte.quote) inText = false;
  };
  const readStructure = (byte: number): void => {
    if (byte === Byte.openObject || byte === Byte.openArray) {
      depth++;
    } else if (byte === Byte.closeObject || byte === Byte.closeArray) {
      if (depth === 1) endMember();
      depth--;
    } else if (depth === 1 && byte === Byte.colon) {
      name = take();
    } else if (depth === 1 && byte === Byte.comma) {
      endMember();
    } else {
      inText = byte === Byte.quote;
      keep(byte);
    }
  };
  return {
    add: bytes => {
      for (const byte of bytes) {
        if (inText) readText(byte);
        else readStructure(byte);
      }
    },
    id: () => found,
  };
}

const Byte = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // Not JSON, or the value is an object or an array, of which nothing was kept.
    return undefined;
  }
}
