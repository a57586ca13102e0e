// Checks the params of our own methods and fills in defaults. The types are the contract's: a schema that does not fit
// them, or is missing, is a compile error. The schemas are not in protocol/ because ids and paths need server code.
import path from 'node:path';
import * as v from 'valibot';
import { ResponseError } from 'vscode-jsonrpc';
import { ErrorCode } from '../../protocol/errorCodes';
import type { Params, RequestMethod } from '../../protocol/methods';
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
const folders = v.nullable(
  v.array(
    v.pipe(
      v.string(),
      v.check(folder => path.isAbsolute(folder), 'Expected an absolute path'),
    ),
  ),
);
const token = orNull(v.pipe(v.string(), v.maxLength(64)));
const plan = orNull(v.string());

/** All fields or none: a client that left one out would show more or less than it means to. */
const viewOptions = v.object({
  group: v.picklist(['none', 'date', 'workspace']),
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
  'threadTree/levels': v.object({ view, options, levels: v.pipe(v.array(v.object(page)), v.maxLength(200)) }),
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
  'threadTree/details': v.object({ threadId }),
  'threadTree/plan': v.object({
    operation: v.picklist(['archive', 'unarchive']),
    threadIds,
    keepRoots: flag(false),
  }),
  'threadTree/archive': v.object({ threadIds, leaveLoaded: flag(false), keepRoots: flag(false), plan, token }),
  'threadTree/unarchive': v.object({ threadIds, plan, token }),
  'threadTree/operations': v.optional(v.object({}), {}),
  'threadTree/undo': v.object({ operation: v.string(), token }),
  'threadTree/finish': v.object({ operation: v.string(), token }),
  'threadTree/check': v.optional(v.object({}), {}),
  'threadTree/repair': v.object({ threadIds: v.array(threadId), token }),
};
