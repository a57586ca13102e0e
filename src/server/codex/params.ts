// The params of every request that the thread server answers, checked and typed. What does not fit is answered with
// -32600 and Codex's own words (0.169); in our own `threadTree/*` methods the wrong field is named too.
import path from 'node:path';
import { ResponseError } from 'vscode-jsonrpc';
import {
  sortDirections,
  sortKeys,
  sourceKinds,
  type InitializeParams,
  type ThreadIdParams,
  type ThreadListParams,
} from '../../protocol/codex';
import { ErrorCode } from '../../protocol/errorCodes';
import type {
  OldThreadsParams,
  OperationParams,
  RepairParams,
  TreeArchiveParams,
  TreeListParams,
  TreeMembersParams,
  TreeOperationParams,
  TreePathParams,
  TreePlanParams,
  TreeSearchParams,
  TreeView,
  ViewOptions,
} from '../../protocol/methods';
import { parseThreadId } from '../threads/threadId';
import { defaultViewOptions } from '../threads/viewRules';
import {
  flag,
  listOf,
  Mismatch,
  namedStruct,
  nullable,
  oneOf,
  optional,
  required,
  struct,
  text,
  u32,
  type Decoder,
} from './decode';

/** `thread/list` with every filter spelled out: null is the default that Codex documents. */
export type ThreadListQuery = Required<{ [Key in keyof ThreadListParams]: Exclude<ThreadListParams[Key], undefined> }>;

/** A filter of 0.169 that is refused rather than silently left out, as its answer would be wrong. */
const unsupported =
  (name: string): Decoder<null> =>
  value => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return null;
    throw new Mismatch(`\`${name}\` is not supported by the thread server`);
  };

/** Codex puts the client's name into an HTTP header. */
const headerValue = /^[\t\x20-\x7e\u0080-\u{10ffff}]*$/u;

/** Params of `initialize`; throws ResponseError -32600, as all decoders here. What else a client sends is ignored. */
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

/** Null asks for threads in no section, so it is a filter too. */
const unsupportedSection: Decoder<null> = () => {
  throw new Mismatch('`sectionId` is not supported by the thread server');
};

const cwdFilter: Decoder<string | string[]> = value => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every(entry => typeof entry === 'string')) return value;
  throw new Mismatch('data did not match any variant of untagged enum ThreadListCwdFilter');
};

/** The id comes canonical. Turns are not read: a client that asks for them is told so, rather than given none. */
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

/**
 * Params of `thread/archive` (`ThreadArchiveParams`) and `thread/unarchive` (`ThreadUnarchiveParams`); the id as it was
 * sent.
 */
export function decodeThreadId(name: 'ThreadArchiveParams' | 'ThreadUnarchiveParams', params: unknown): ThreadIdParams {
  return decodeParams(params, struct<ThreadIdParams>(name, { threadId: required(text) }));
}

/**
 * The canonical form of a thread id that a client sent. `noun` is Codex's: it says `session id` when archiving and
 * unarchiving, `thread id` when reading.
 */
export function canonicalId(threadId: string, noun: 'session id' | 'thread id'): string {
  try {
    return parseThreadId(threadId);
  } catch (error) {
    throw invalidRequest(`invalid ${noun}: ${(error as Error).message}`);
  }
}

const threadIdText: Decoder<string> = value => {
  try {
    return parseThreadId(text(value));
  } catch (error) {
    throw error instanceof Mismatch ? error : new Mismatch((error as Error).message);
  }
};

const views = ['threads', 'archived', 'all'] as const;
const ROWS_DEFAULT = 500;
const ROWS_LIMIT = 1000;

const countTo =
  (limit: number): Decoder<number> =>
  value => {
    const count = u32(value);
    if (count >= 1 && count <= limit) return count;
    throw new Mismatch(`invalid value: integer \`${count}\`, expected 1 to ${limit}`);
  };

const folderPath: Decoder<string> = value => {
  const folder = text(value);
  if (path.isAbsolute(folder)) return folder;
  throw new Mismatch(`invalid value: string ${JSON.stringify(folder)}, expected an absolute path`);
};

/** Null: all. */
const folderList: Decoder<string[] | null> = value => (value === null ? null : listOf(folderPath)(value));

/** All or nothing: a client that leaves a field out would hide or show more than it means to. */
const viewOptions = optional(
  namedStruct<ViewOptions>('ViewOptions', {
    group: required(oneOf(['none', 'date', 'workspace'] as const)),
    sort: required(oneOf(['recency', 'created', 'name', 'size'] as const)),
    folders: required(folderList),
    orphans: required(flag),
    exec: required(flag),
    empty: required(flag),
    filter: required(text),
  }),
  defaultViewOptions,
);

/** Params of `threadTree/list`, with the defaults filled in. */
export function decodeTreeList(params: unknown): Required<TreeListParams> {
  return withoutOptionsForAll(
    params,
    decodeParams(
      params,
      namedStruct<Required<TreeListParams>>('TreeListParams', {
        view: required(oneOf(views)),
        parentId: nullable(text),
        offset: optional(u32, 0),
        limit: optional(countTo(ROWS_LIMIT), ROWS_DEFAULT),
        options: viewOptions,
      }),
    ),
  );
}

/** Params of `threadTree/members`, with the defaults filled in. */
export function decodeTreeMembers(params: unknown): Required<TreeMembersParams> {
  return withoutOptionsForAll(
    params,
    decodeParams(
      params,
      namedStruct<Required<TreeMembersParams>>('TreeMembersParams', {
        view: required(oneOf(views)),
        parentId: nullable(text),
        options: viewOptions,
      }),
    ),
  );
}

function withoutOptionsForAll<T extends { view: TreeView }>(params: unknown, decoded: T): T {
  if (decoded.view === 'all' && (params as TreeListParams).options !== undefined)
    throw invalidRequest('Invalid request: options: the view `all` has none');
  return decoded;
}

/** Params of `threadTree/path`, with the defaults filled in. */
export function decodeTreePath(params: unknown): Required<TreePathParams> {
  return decodeParams(
    params,
    namedStruct<Required<TreePathParams>>('TreePathParams', {
      view: required(oneOf(['threads', 'archived'] as const)),
      threadId: required(threadIdText),
      options: viewOptions,
    }),
  );
}

const HITS_DEFAULT = 100;
const HITS_LIMIT = 500;

/** Params of `threadTree/search`, with the default filled in. */
export function decodeTreeSearch(params: unknown): Required<TreeSearchParams> {
  return decodeParams(
    params,
    namedStruct<Required<TreeSearchParams>>('TreeSearchParams', {
      query: required(text),
      limit: optional(countTo(HITS_LIMIT), HITS_DEFAULT),
    }),
  );
}

/** Params of `threadTree/oldThreads`. */
export function decodeOldThreads(params: unknown): OldThreadsParams {
  return decodeParams(
    params,
    namedStruct<OldThreadsParams>('OldThreadsParams', {
      days: required(u32),
      folders: required(folderList),
      finishedOnly: required(flag),
      withChildrenOnly: required(flag),
      excludePinned: required(flag),
    }),
  );
}

/** Params of `threadTree/details`. */
export function decodeTreeDetails(params: unknown): ThreadIdParams {
  return decodeParams(params, namedStruct<ThreadIdParams>('TreeDetailsParams', { threadId: required(threadIdText) }));
}

/** Params of `threadTree/plan`, with the default filled in. */
export function decodeTreePlan(params: unknown): Required<TreePlanParams> {
  return decodeParams(
    params,
    namedStruct<Required<TreePlanParams>>('TreePlanParams', {
      operation: required(oneOf(['archive', 'unarchive'] as const)),
      threadIds: required(listOf(text)),
      keepRoots: optional(flag, false),
    }),
  );
}

/** Params of `threadTree/archive`, with the default filled in. */
export function decodeTreeArchive(params: unknown): Required<TreeArchiveParams> {
  return decodeParams(
    params,
    namedStruct<Required<TreeArchiveParams>>('TreeArchiveParams', {
      threadIds: required(listOf(text)),
      leaveLoaded: optional(flag, false),
      keepRoots: optional(flag, false),
    }),
  );
}

/** Params of `threadTree/unarchive`. */
export function decodeTreeUnarchive(params: unknown): TreeOperationParams {
  return decodeParams(
    params,
    namedStruct<TreeOperationParams>('TreeOperationParams', { threadIds: required(listOf(text)) }),
  );
}

/** Params of `threadTree/undo` and `threadTree/finish`. */
export function decodeOperation(params: unknown): OperationParams {
  return decodeParams(params, namedStruct<OperationParams>('OperationParams', { operation: required(text) }));
}

/** Params of `threadTree/repair`. */
export function decodeRepair(params: unknown): RepairParams {
  return decodeParams(params, namedStruct<RepairParams>('RepairParams', { threadIds: required(listOf(threadIdText)) }));
}

/** The answer to a request that its client can put right: -32600. */
export function invalidRequest(message: string): ResponseError {
  return new ResponseError(ErrorCode.invalidRequest, message);
}

function decodeParams<T>(params: unknown, decode: Decoder<T>): T {
  if (params === undefined) throw invalidRequest('Invalid request: missing field `params`');
  try {
    return decode(params);
  } catch (error) {
    throw error instanceof Mismatch ? invalidRequest(`Invalid request: ${error.message}`) : error;
  }
}
