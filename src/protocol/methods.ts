// The contract between window and server: every request and notification, with its params and its result. The server's
// handlers, its checks of params and the shell's calls are all typed by these two tables, so one that is missing or
// does not fit is a compile error. Codex's own methods (`thread/*`) are not part of it: they are in server/codex/.
//
// `initialize`, `shutdown` and `exit` belong to the Language Server Protocol, whose client the shell uses.
import type { CheckupResult, RepairParams } from './checkup';
import type {
  DeleteParams,
  DeletePlan,
  DeletePlanParams,
  DeleteResult,
  MoveToSectionParams,
  PinParams,
  RenameParams,
  SectionList,
  SectionNameParams,
  SectionParams,
} from './codexActions';
import type {
  OldThreadsParams,
  OldThreadsResponse,
  SubAgentsResponse,
  TreeSearchParams,
  TreeSearchResponse,
} from './find';
import type { CommandLine, CommandLineParams, LiveNotification } from './live';
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
import type { SubtreeReport } from './subtreeReport';
import type { ThreadIdParams } from './thread';
import type {
  ThreadTokensResponse,
  ThreadTurnsResponse,
  TranscriptChanged,
  TranscriptDocument,
  TranscriptParams,
} from './transcript';
import type {
  ChangeAtResponse,
  ClosedFoldsResponse,
  ExportParams,
  ExportResponse,
  GoToParams,
  GoToResponse,
  PagePlace,
  TurnTextResponse,
} from './transcriptPlaces';
import type {
  HitPlace,
  HitPlaceParams,
  TranscriptHits,
  TranscriptSearchParams,
  TranscriptSearchResponse,
} from './transcriptSearch';
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
export * from './codexActions';
export * from './find';
export * from './live';
export * from './subtreeReport';
export * from './thread';
export * from './transcript';
export * from './transcriptPlaces';
export * from './transcriptSearch';
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
  /** The active subtrees directly below a thread, which a clean-up would archive with it. */
  'threadTree/subAgents': { params: ThreadIdParams; result: SubAgentsResponse };
  'threadTree/details': { params: ThreadIdParams; result: ThreadDetails };
  /** How a thread is continued in a terminal. */
  'threadTree/commandLine': { params: CommandLineParams; result: CommandLine };
  /** What a thread did. */
  'threadTree/turns': { params: ThreadIdParams; result: ThreadTurnsResponse };
  /** What a thread and its subtree used. */
  'threadTree/threadTokens': { params: ThreadIdParams; result: ThreadTokensResponse };
  /** What the sub-agents of a thread did, in short. */
  'threadTree/report': { params: ThreadIdParams; result: SubtreeReport };
  /** What threads said and did: hits come as `threadTree/transcriptHits`. A blank query only prepares searches. */
  'threadTree/searchTranscripts': { params: TranscriptSearchParams; result: TranscriptSearchResponse };
  /** A document of a thread's transcript. It is kept, and followed, until it is closed. */
  'threadTree/transcript': { params: TranscriptParams; result: TranscriptDocument };
  /** Where in an open document a hit is. */
  'threadTree/hitPlace': { params: HitPlaceParams; result: HitPlace };
  'threadTree/closeTranscript': { params: { uri: string }; result: null };
  /** A prompt or failure before or after a line of an open transcript. */
  'threadTree/transcriptGoTo': { params: GoToParams; result: GoToResponse };
  /** From a line of an open transcript on: what is closed when it opens. */
  'threadTree/closedFolds': { params: PagePlace; result: ClosedFoldsResponse };
  /** The turn at a line of an open transcript. */
  'threadTree/turnText': { params: PagePlace; result: TurnTextResponse };
  /** The change of a file at a line of an open transcript. */
  'threadTree/changeAt': { params: PagePlace; result: ChangeAtResponse };
  /** All that a thread did, as a file. */
  'threadTree/exportTranscript': { params: ExportParams; result: ExportResponse };
  /** What an archive or an unarchive would do. */
  'threadTree/plan': { params: TreePlanParams; result: TreePlan };
  'threadTree/archive': { params: TreeArchiveParams & TokenParams; result: OperationResult };
  'threadTree/unarchive': { params: TreeOperationParams & TokenParams; result: OperationResult };
  /** The operations that can be undone. */
  'threadTree/operations': { params: NoParams; result: OperationListResponse };
  /** Restores the threads that an operation changed. */
  'threadTree/undo': { params: OperationParams & TokenParams; result: OperationResult };
  /** Continues an operation that was interrupted or cancelled. */
  'threadTree/finish': { params: OperationParams & TokenParams; result: OperationResult };
  /** Looks for rows, rollouts, edges and locks that do not fit together; changes nothing. */
  'threadTree/check': { params: NoParams; result: CheckupResult };
  /** Gives an active thread another name, through Codex. */
  'threadTree/rename': { params: RenameParams; result: null };
  /** Pins a thread in Codex, or lets go of it, through Codex. */
  'threadTree/pin': { params: PinParams; result: null };
  /** Codex's sections, as the state DB has them. */
  'threadTree/sections': { params: NoParams; result: SectionList };
  /** Moves a thread into a section or out of its section, through Codex. */
  'threadTree/moveToSection': { params: MoveToSectionParams; result: null };
  /** Makes a section without threads, through Codex. */
  'threadTree/createSection': { params: SectionNameParams; result: { sectionId: string } };
  /** Gives a section another name, through Codex. */
  'threadTree/renameSection': { params: SectionParams & SectionNameParams; result: null };
  /** Deletes a section, through Codex: its threads stay, without a section. */
  'threadTree/deleteSection': { params: SectionParams; result: null };
  /** What deleting threads would do. */
  'threadTree/deletePlan': { params: DeletePlanParams; result: DeletePlan };
  /** Deletes threads with all of their descendants, through Codex: no undo. */
  'threadTree/delete': { params: DeleteParams; result: DeleteResult };
  'threadTree/repair': { params: RepairParams & TokenParams; result: OperationResult };
}

/** What the server tells the window. */
export interface Notifications {
  /** Something that a view shows may have changed; sent from the first `threadTree/list` on. */
  'threadTree/changed': ChangedNotification;
  'threadTree/status': StatusNotification;
  'threadTree/unfinished': UnfinishedNotification;
  /** What a running Codex does with its threads: complete, on every change, from the first `threadTree/list` on. */
  'threadTree/live': LiveNotification;
  'threadTree/transcriptHits': TranscriptHits;
  'threadTree/transcriptChanged': TranscriptChanged;
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
