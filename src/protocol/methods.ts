// The contract between window and server: every request and notification, with its params and its result. The server's
// handlers, its checks of params and the shell's calls are all typed by these two tables, so one that is missing or
// does not fit is a compile error. Codex's own methods (`thread/*`) are not part of it: they are in server/codex/.
//
// `initialize`, `shutdown` and `exit` belong to the Language Server Protocol, whose client the shell uses.
import type { CheckupResult, RepairParams } from './checkup';
import type { OldThreadsParams, OldThreadsResponse, TreeSearchParams, TreeSearchResponse } from './find';
import type {
  OperationListResponse,
  OperationParams,
  OperationResult,
  StatusNotification,
  TokenParams,
  TreeArchiveParams,
  TreeOperationParams,
  TreePlan,
  TreePlanParams,
  UnfinishedNotification,
} from './operations';
import type { ThreadIdParams } from './thread';
import type {
  ChangedNotification,
  ThreadDetails,
  TreeLevelsParams,
  TreeLevelsResponse,
  TreeListParams,
  TreeListResponse,
  TreeMembersParams,
  TreeMembersResponse,
  TreePathParams,
  TreePathResponse,
} from './tree';

export * from './operations';
export * from './checkup';
export * from './find';
export * from './thread';
export * from './tree';

/** What the window asks the server. For the errors of requests that fail, see `ErrorCode`. */
export interface Requests {
  /** One page of one level of a view. The first list starts the watch of the home, see `threadTree/changed`. */
  'threadTree/list': { params: TreeListParams; result: TreeListResponse };
  /** Pages of several levels of one view, all as of one commit. */
  'threadTree/levels': { params: TreeLevelsParams; result: TreeLevelsResponse };
  /** The rows from the top level down to a thread. */
  'threadTree/path': { params: TreePathParams; result: TreePathResponse };
  /** The ids of a whole level. */
  'threadTree/members': { params: TreeMembersParams; result: TreeMembersResponse };
  'threadTree/search': { params: TreeSearchParams; result: TreeSearchResponse };
  /** The active subtrees that a clean-up would archive. */
  'threadTree/oldThreads': { params: OldThreadsParams; result: OldThreadsResponse };
  'threadTree/details': { params: ThreadIdParams; result: ThreadDetails };
  /** What an archive or an unarchive would do. */
  'threadTree/plan': { params: TreePlanParams; result: TreePlan };
  'threadTree/archive': { params: TreeArchiveParams & TokenParams; result: OperationResult };
  'threadTree/unarchive': { params: TreeOperationParams & TokenParams; result: OperationResult };
  /** The operations that can be undone. */
  'threadTree/operations': { params: NoParams; result: OperationListResponse };
  /** Restores the threads that an operation changed. */
  'threadTree/undo': { params: OperationParams & TokenParams; result: OperationResult };
  /** Continues an interrupted operation. */
  'threadTree/finish': { params: OperationParams & TokenParams; result: OperationResult };
  /** Looks for rows, rollouts, edges and locks that do not fit together; changes nothing. */
  'threadTree/check': { params: NoParams; result: CheckupResult };
  'threadTree/repair': { params: RepairParams & TokenParams; result: OperationResult };
}

/** What the server tells the window. */
export interface Notifications {
  /** Something that a view shows may have changed; sent from the first `threadTree/list` on. */
  'threadTree/changed': ChangedNotification;
  'threadTree/status': StatusNotification;
  'threadTree/unfinished': UnfinishedNotification;
}

export type NoParams = Record<string, never>;
export type RequestMethod = keyof Requests;
export type Params<Method extends RequestMethod> = Requests[Method]['params'];
export type Result<Method extends RequestMethod> = Requests[Method]['result'];
export type NotificationMethod = keyof Notifications;

/** The part of the answer to `initialize` that the shell uses. */
export interface ServerInfo {
  /** Absolute path of the Codex home; canonical when it exists. */
  codexHome: string;
}
