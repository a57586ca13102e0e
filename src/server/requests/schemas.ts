// Checks the params of our own methods and fills in defaults. The types are the contract's: a schema that does not fit
// them, or is missing, is a compile error. The schemas are not in protocol/ because ids and paths need server code.
import path from 'node:path';
import * as v from 'valibot';
import { ResponseError } from 'vscode-jsonrpc';
import { ErrorCode } from '../../protocol/errorCodes';
import type { Params, RequestMethod } from '../../protocol/methods';
import { transcriptWords } from '../../protocol/transcriptWords';
import { parseThreadId } from '../threads/threadId';
import { defaultViewOptions } from '../threads/viewRules';

/** Params as a handler gets them: with all defaults filled in. */
export type CheckedParams<Method extends RequestMethod> = Complete<Params<Method>>;
type Complete<P> = { [Key in keyof P]-?: P[Key] extends (infer Entry extends object)[] ? Required<Entry>[] : P[Key] };

/** Checks params. Throws ResponseError -32600, `Invalid request: <path>: <problem>`. Ignores unknown fields. */
export function checkParams<Method extends RequestMethod>(method: Method, params: unknown): CheckedParams<Method> {
  const { output, issues, success } = v.safeParse(schemas[method], params, { abortEarly: true });
  if (success) return output;
  const [{ message }] = issues;
  const where = v.getDotPath(issues[0]);
  throw new ResponseError(
    ErrorCode.invalidRequest,
    `Invalid request: ${where === null ? message : `${where}: ${message}`}`,
  );
}

const count = (from: number, to: number) => v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
const u32 = count(0, 0xffff_ffff);
const flag = (value: boolean) => v.optional(v.boolean(), value);
/** An absent value becomes null. */
const orNull = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema), null);

/** In any spelling that Codex accepts; made canonical. */
const threadId = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseThreadId(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
      return NEVER;
    }
  }),
);
/** Any text: an id that is not a thread id is reported as not found. */
const threadIds = v.array(v.string());
const absolutePath = v.pipe(
  v.string(),
  v.check(folder => path.isAbsolute(folder), 'Expected an absolute path'),
);
const isSaid = (text: string): boolean => text.trim() !== '';
const folders = v.nullable(v.array(absolutePath));
const uri = v.pipe(v.string(), v.maxLength(16_384));
const place = { uri, line: u32 };
const codex = v.object({ configured: v.string(), officialExtension: v.nullable(absolutePath) });
const part = v.variant('kind', [
  v.object({ kind: v.literal('newest') }),
  v.object({ kind: v.literal('before'), turn: u32 }),
  v.object({ kind: v.literal('item'), id: v.string() }),
  v.object({ kind: v.literal('change'), id: v.string(), index: u32, side: v.picklist(['before', 'after']) }),
  v.object({ kind: v.literal('picture'), id: v.string(), index: u32 }),
  v.object({ kind: v.literal('raw') }),
]);
const word = v.pipe(v.string(), v.maxLength(1000));
const words = v.object({ ...v.entriesFromList(transcriptWords, word), language: v.pipe(v.string(), v.maxLength(35)) });
const token = orNull(v.pipe(v.string(), v.maxLength(64)));
const plan = orNull(v.string());
const name = v.pipe(v.string(), v.maxLength(10_000), v.check(isSaid, 'Expected a name'));
const sectionId = v.pipe(v.string(), v.maxLength(1024));

/** All fields or none: a client that left one out would show more or less than it means to. */
const viewOptions = v.object({
  group: v.picklist(['none', 'date', 'workspace', 'section']),
  sort: v.picklist(['recency', 'created', 'name', 'size']),
  folders,
  orphans: v.boolean(),
  exec: v.boolean(),
  empty: v.boolean(),
  filter: v.string(),
});
const options = v.optional(viewOptions, defaultViewOptions);
const view = v.picklist(['threads', 'archived']);
const parentId = orNull(v.string());
const page = { parentId, offset: v.optional(u32, 0), limit: v.optional(count(1, 1000), 500) };

/** A level of any view, with further entries. The view `all` has no options. */
const levelOfAnyView = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.object({ view: v.picklist(['threads', 'archived', 'all']), options: v.optional(viewOptions), ...entries }),
    v.check(params => params.view !== 'all' || params.options === undefined, 'options: the view "all" has none'),
    v.transform(params => ({ ...params, options: params.options ?? defaultViewOptions })),
  );

const schemas: { readonly [Method in RequestMethod]: v.GenericSchema<unknown, CheckedParams<Method>> } = {
  'threadTree/list': levelOfAnyView(page),
  'threadTree/levels': v.object({
    view,
    options,
    levels: v.pipe(v.array(v.object(page)), v.maxLength(200)),
    withOpenGroups: flag(false),
  }),
  'threadTree/path': v.object({ view, threadId, options }),
  'threadTree/members': levelOfAnyView({ parentId }),
  'threadTree/search': v.object({ query: v.string(), limit: v.optional(count(1, 500), 100) }),
  'threadTree/oldThreads': v.object({
    days: u32,
    folders,
    finishedOnly: v.boolean(),
    withChildrenOnly: v.boolean(),
    excludePinned: v.boolean(),
  }),
  'threadTree/subAgents': v.object({ threadId }),
  'threadTree/details': v.object({ threadId }),
  'threadTree/commandLine': v.object({ threadId, action: v.picklist(['resume', 'fork']), codex }),
  'threadTree/turns': v.object({ threadId }),
  'threadTree/threadTokens': v.object({ threadId }),
  'threadTree/report': v.object({ threadId }),
  'threadTree/searchTranscripts': v.object({
    query: v.pipe(v.string(), v.maxLength(1000)),
    token: v.pipe(v.string(), v.maxLength(64)),
    limit: v.optional(count(1, 1000), 200),
    matchCase: flag(false),
    wholeWord: flag(false),
  }),
  'threadTree/transcript': v.object({ threadId, uri, part, words, folders: v.array(absolutePath) }),
  'threadTree/hitPlace': v.object({
    uri,
    turnId: v.string(),
    turn: u32,
    itemId: v.nullable(v.string()),
    line: u32,
    text: v.pipe(v.string(), v.maxLength(5000)),
    start: u32,
    end: u32,
  }),
  'threadTree/closeTranscript': v.object({ uri }),
  'threadTree/transcriptGoTo': v.object({
    ...place,
    goal: v.picklist(['nextPrompt', 'previousPrompt', 'nextFailure']),
  }),
  'threadTree/closedFolds': v.object(place),
  'threadTree/turnText': v.object(place),
  'threadTree/changeAt': v.object(place),
  'threadTree/exportTranscript': v.object({ threadId, format: v.picklist(['markdown', 'html']), words }),
  'threadTree/plan': v.object({
    operation: v.picklist(['archive', 'unarchive']),
    threadIds,
    keepRoots: flag(false),
    options: orNull(viewOptions),
  }),
  'threadTree/archive': v.object({
    threadIds,
    leaveLoaded: flag(false),
    keepRoots: flag(false),
    throughCodex: flag(false),
    plan,
    token,
  }),
  'threadTree/unarchive': v.object({ threadIds, plan, token }),
  'threadTree/operations': v.optional(v.object({}), {}),
  'threadTree/undo': v.object({ operation: v.string(), token }),
  'threadTree/finish': v.object({ operation: v.string(), token }),
  'threadTree/check': v.optional(v.object({}), {}),
  'threadTree/rename': v.object({ threadId, name, codex }),
  'threadTree/pin': v.object({ threadId, pinned: v.boolean(), codex }),
  'threadTree/sections': v.optional(v.object({}), {}),
  'threadTree/moveToSection': v.object({ threadId, sectionId: v.nullable(sectionId), codex }),
  'threadTree/createSection': v.object({ name, codex }),
  'threadTree/renameSection': v.object({ sectionId, name, codex }),
  'threadTree/deleteSection': v.object({ sectionId, codex }),
  'threadTree/deletePlan': v.object({ threadIds: v.array(threadId) }),
  'threadTree/delete': v.object({ threadIds: v.array(threadId), plan: v.string(), codex }),
  'threadTree/repair': v.object({ threadIds: v.array(threadId), token }),
};
