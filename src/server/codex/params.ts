// The params of Codex's own methods, checked and typed. Invalid params are answered with -32600 in the words of Codex
// 0.169.
import { sourceKinds, type ThreadIdParams } from '../../protocol/thread';
import { parseThreadId } from '../threads/threadId';
import { flag, listOf, Mismatch, nullable, oneOf, optional, required, struct, text, u32, type Decoder } from './decode';
import { sortDirections, sortKeys, type InitializeParams, type ThreadListParams } from './protocol';
import { invalidRequest } from './words';

/** The params of `thread/list` with every filter filled in; null stands for the default that Codex documents. */
export type ThreadListQuery = Required<{ [Key in keyof ThreadListParams]: Exclude<ThreadListParams[Key], undefined> }>;

/** A filter of 0.169 that is not supported. It is refused, because the answer would be wrong without it. */
const unsupported =
  (name: string): Decoder<null> =>
  value => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return null;
    throw new Mismatch(`\`${name}\` is not supported by the thread server`);
  };

/** Codex puts the client's name into an HTTP header. */
const headerValue = /^[\t\x20-\x7e\u0080-\u{10ffff}]*$/u;

/** Params of `initialize`. Throws ResponseError -32600, like all decoders here. Ignores other fields. */
export function decodeInitialize(params: unknown): InitializeParams {
  const { clientInfo } = decodeParams(
    params,
    struct<InitializeParams>('InitializeParams', {
      clientInfo: required(
        struct('ClientInfo', { name: required(text), title: nullable(text), version: required(text) }),
      ),
    }),
  );
  if (!headerValue.test(clientInfo.name))
    throw invalidRequest(`Invalid clientInfo.name: '${clientInfo.name}'. Must be a valid HTTP header value.`);
  return { clientInfo };
}

/** Params of `thread/list`. Filters of 0.169 that are not supported are refused by name. */
export function decodeThreadList(params: unknown): ThreadListQuery {
  interface Wire extends ThreadListQuery {
    sectionId: null;
    excludedThreadIds: null;
    originators: null;
  }
  const {
    cursor,
    limit,
    sortKey,
    sortDirection,
    modelProviders,
    sourceKinds: kinds,
    archived,
    cwd,
    searchTerm,
    useStateDbOnly,
  } = decodeParams(
    params,
    struct<Wire>('ThreadListParams', {
      cursor: nullable(text),
      limit: nullable(u32),
      sortKey: nullable(oneOf(sortKeys)),
      sortDirection: nullable(oneOf(sortDirections)),
      modelProviders: nullable(listOf(text)),
      sourceKinds: nullable(listOf(oneOf(sourceKinds))),
      archived: nullable(flag),
      cwd: nullable(cwdFilter),
      searchTerm: nullable(text),
      useStateDbOnly: optional(flag, false),
      sectionId: optional(unsupportedSection, null),
      excludedThreadIds: optional(unsupported('excludedThreadIds'), null),
      originators: optional(unsupported('originators'), null),
    }),
  );
  return {
    cursor,
    limit,
    sortKey,
    sortDirection,
    modelProviders,
    sourceKinds: kinds,
    archived,
    cwd,
    searchTerm,
    useStateDbOnly,
  };
}

/** Null asks for threads without a section, so it is a filter as well. */
const unsupportedSection: Decoder<null> = () => {
  throw new Mismatch('`sectionId` is not supported by the thread server');
};

const cwdFilter: Decoder<string | string[]> = value => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every(entry => typeof entry === 'string')) return value;
  throw new Mismatch('data did not match any variant of untagged enum ThreadListCwdFilter');
};

/** Makes the id canonical. Refuses to read turns: an answer without them would look like a thread that has none. */
export function decodeThreadRead(params: unknown): ThreadIdParams {
  const { threadId, includeTurns } = decodeParams(
    params,
    struct<ThreadIdParams & { includeTurns: boolean }>('ThreadReadParams', {
      threadId: required(text),
      includeTurns: optional(flag, false),
    }),
  );
  if (includeTurns) throw invalidRequest('includeTurns is not supported by the thread server: it reads metadata only');
  return { threadId: canonicalId(threadId, 'thread id') };
}

/** Params of `thread/archive` or `thread/unarchive`, with the id as it was sent. */
export function decodeThreadId(name: 'ThreadArchiveParams' | 'ThreadUnarchiveParams', params: unknown): ThreadIdParams {
  return decodeParams(params, struct<ThreadIdParams>(name, { threadId: required(text) }));
}

/**
 * The canonical form of a thread id that a client sent. Codex calls it `session id` when it archives or unarchives, and
 * `thread id` when it reads.
 */
export function canonicalId(threadId: string, noun: 'session id' | 'thread id'): string {
  try {
    return parseThreadId(threadId);
  } catch (error) {
    throw invalidRequest(`invalid ${noun}: ${(error as Error).message}`);
  }
}

function decodeParams<T>(params: unknown, decode: Decoder<T>): T {
  if (params === undefined) throw invalidRequest('Invalid request: missing field `params`');
  try {
    return decode(params);
  } catch (error) {
    throw error instanceof Mismatch ? invalidRequest(`Invalid request: ${error.message}`) : error;
  }
}
