// What a thread did: its turns and their items, as the server reads them from the thread's rollouts. Types, fields and
// statuses are named like Codex's `Turn` and `ThreadItem` (`codex app-server generate-ts`, 0.169) where those exist.
// Unknown values are null. All strings are untrusted: they are what models, commands and files said.

import type { TranscriptPart } from './transcriptUri';
import type { TranscriptWords } from './transcriptWords';

/** Cached input is part of the input, reasoning part of the output. */
export interface TokenUsage {
  input: number;
  cachedInput: number;
  output: number;
  reasoning: number;
  total: number;
}

export type TurnStatus = 'completed' | 'interrupted' | 'failed' | 'inProgress';

export interface Turn {
  /** A UUIDv7, or `turn-<n>` for turns of a Codex that did not number them. */
  id: string;
  /** The user's turn for which this one works: in sub-agents, a turn of the root thread. Null before 0.158. */
  rootTurnId: string | null;
  /** `inProgress`: its end has not been written, and no later turn has begun. */
  status: TurnStatus;
  /** Why it failed; `code` is named like Codex's `CodexErrorInfo`. Codex before 0.148 does not write it. */
  error: { message: string; code: string | null } | null;
  model: string | null;
  /** The reasoning effort; null for the model's default. */
  effort: string | null;
  /** Unix seconds. */
  startedAt: number | null;
  completedAt: number | null;
  durationMs: number | null;
  /** What the thread itself used in this turn, without its sub-agents. Null if it is not known. */
  tokens: TokenUsage | null;
  items: TurnItem[];
}

/** Where an item's line begins: in which of the thread's rollouts, and at which byte of its uncompressed text. */
export interface LinePlace {
  rollout: number;
  offset: number;
}

/** What all items have. */
export interface ItemHead {
  /** Codex's id: that of the call, for calls. `item-<n>` where the rollout has none. */
  id: string;
  /** Unix milliseconds. */
  startedAtMs: number | null;
  completedAtMs: number | null;
  /** Codex's own `thread/read` leaves it out: what failed or still runs, scripts, questions, messages of agents. */
  unlisted: boolean;
  /** The id of the `script` item that did this. */
  scriptId: string | null;
  line: LinePlace;
  /** Pictures that are data of the rollout: those of a prompt or of an output, as far as there are any; at most 20. */
  pictures?: PicturePlace[];
}

/** A picture within a line, which may be megabytes: it is read when somebody wants to see it. */
export interface PicturePlace extends LinePlace {
  /** Which of the line's data, counted from 0. */
  index: number;
  /** By its first bytes; null if it is neither PNG, JPEG, GIF nor WebP. */
  type: 'png' | 'jpeg' | 'gif' | 'webp' | null;
  bytes: number;
}

export type WorkStatus = 'inProgress' | 'completed' | 'failed' | 'declined';

/** The content of a prompt. */
export type UserInput =
  | { type: 'text'; text: string }
  /** `url` is null for a picture within the line itself: the next one of the item's `pictures`. */
  | { type: 'image'; url: string | null }
  | { type: 'localImage' | 'localAudio'; path: string }
  | { type: 'audio'; url: string | null }
  | { type: 'skill' | 'mention'; name: string; path: string };

export interface FileUpdateChange {
  path: string;
  kind: { type: 'add' } | { type: 'delete' } | { type: 'update'; movePath: string | null };
  /** A unified diff without headers; the whole content of an added or deleted file. */
  diff: string;
}

export interface UserQuestion {
  id: string;
  header: string;
  question: string;
  options: { label: string; description: string }[];
  /** Empty while there is no answer. */
  answers: string[];
}

/** What sub-agents are asked to do: by a call of the tool of that name. */
export type CollabAgentTool =
  | 'spawnAgent'
  | 'sendInput'
  | 'resumeAgent'
  | 'wait'
  | 'closeAgent'
  | 'sendMessage'
  | 'followupTask'
  | 'interruptAgent'
  | 'listAgents';

/** The kinds of items by name. The first group are Codex's, the second are ours and always `unlisted`. */
interface ItemKinds {
  userMessage: { content: UserInput[] };
  /** `phase` decides which message is the turn's answer, not its place: null if the model did not say. */
  agentMessage: { text: string; phase: string | null };
  plan: { text: string };
  reasoning: { summary: string[]; content: string[] };
  commandExecution: {
    /** As typed, without the shell around it. */
    command: string;
    cwd: string | null;
    /** `userShell`: the user typed it. */
    source: 'agent' | 'userShell' | 'unifiedExecStartup' | 'unifiedExecInteraction';
    status: WorkStatus;
    /** Cut by Codex at 65,536 characters; in `unlisted` items, what the model saw. */
    aggregatedOutput: string | null;
    exitCode: number | null;
    durationMs: number | null;
  };
  /** `error`: why the patch was not applied. */
  fileChange: { changes: FileUpdateChange[]; status: WorkStatus; error: string | null };
  mcpToolCall: {
    server: string;
    tool: string;
    status: WorkStatus;
    arguments: unknown;
    /** The texts of the result, or of the error. */
    output: string | null;
    durationMs: number | null;
  };
  dynamicToolCall: ToolCall;
  collabAgentToolCall: {
    tool: CollabAgentTool;
    status: 'inProgress' | 'completed' | 'failed';
    receiverThreadIds: string[];
    /** The nicknames or paths of the receivers as far as known, by thread id. */
    receiverNames: Record<string, string>;
    /** Null if there is none, or if the API sealed it. */
    prompt: string | null;
    model: string | null;
    reasoningEffort: string | null;
    agentsStates: Record<string, { status: string; message: string | null }>;
    /** Why the call failed. */
    error: string | null;
  };
  subAgentActivity: {
    kind: 'started' | 'interacted' | 'interrupted' | 'completed';
    agentThreadId: string;
    agentPath: string;
    model: string | null;
    reasoningEffort: string | null;
  };
  webSearch: { query: string; action: unknown };
  imageView: { path: string };
  imageGeneration: { status: string; revisedPrompt: string | null; savedPath: string | null };
  sleep: { durationMs: number };
  enteredReviewMode: { review: string };
  exitedReviewMode: { review: string };
  /** `summary`: what the model goes on with. */
  contextCompaction: { summary: string | null };
  hookPrompt: { fragments: string[] };

  /** A script of code mode (`exec`). What it ran follows as items with its id as `scriptId`. */
  script: { input: string; status: WorkStatus; output: string; error: string | null };
  /** A call of a tool without an item of its own, or of an unknown tool. */
  toolCall: ToolCall;
  /** `update_plan`. */
  todoList: { explanation: string | null; steps: { step: string; status: string }[] };
  question: { questions: UserQuestion[]; status: 'inProgress' | 'completed' | 'failed' };
  /** A message from one agent to another. */
  agentMail: {
    author: string;
    recipient: string;
    /** `NEW_TASK`, `MESSAGE`, `FINAL_ANSWER` or another word; null if it has none. */
    kind: string | null;
    /** Null if the API sealed it. */
    text: string | null;
  };
  /** An item or line of a kind that this reader does not know: its name and its JSON, cut after 64 KiB. */
  unknown: { name: string; json: string };
}

interface ToolCall {
  namespace: string | null;
  tool: string;
  /** Parsed JSON, or the text if it is none. */
  arguments: unknown;
  status: WorkStatus;
  output: string | null;
}

export type ItemType = keyof ItemKinds;
/** What an item of one type, or of any, has besides its head. */
export type ItemBody<Type extends ItemType = ItemType> = Type extends ItemType
  ? { type: Type } & ItemKinds[Type]
  : never;
/** An item of one type, or of any. */
export type TurnItem<Type extends ItemType = ItemType> = Type extends ItemType ? ItemHead & ItemBody<Type> : never;

/** A rollout, or part of it, that could not be read. The rest is complete. */
export type TranscriptProblem = LinePlace &
  (
    | { code: 'damagedLine' | 'lineTooLong' }
    /** Only the beginning could be read: the compressed data is damaged, or unpacks to more than the limit. */
    | { code: 'cutShort' }
  );

export interface Transcript {
  /** The thread's own turns, oldest first: not those of the thread that it was forked from, nor those taken back. */
  turns: Turn[];
  /** What the thread itself used in all of its own turns, including those taken back. Null if it is not known. */
  tokens: TokenUsage | null;
  stats: { lines: number; items: number };
  /** The first 100. */
  problems: TranscriptProblem[];
}

/** The answer to `threadTree/turns`. */
export interface ThreadTurnsResponse extends Transcript {
  /** Absolute paths of the rollouts that `LinePlace.rollout` counts. */
  rollouts: string[];
}

/** Which document of a thread's transcript is wanted. Asking again for the same `uri` answers its newest text. */
export interface TranscriptParams {
  threadId: string;
  /** The document's address, as the window's language features name it. */
  uri: string;
  part: TranscriptPart;
  words: TranscriptWords;
  /** The window's folders, absolute: files in them may be linked, as may those in the thread's own folder. */
  folders: string[];
}

export interface TranscriptDocument {
  /** With line feeds only; at most some 20 million characters. */
  text: string;
  /** The document is a picture, in base64, and has no text. */
  picture?: string;
}

/** The text of a document has changed. */
export interface TranscriptChanged {
  uri: string;
}

/** The answer to `threadTree/threadTokens`. */
export interface ThreadTokensResponse {
  /** As in `Transcript.tokens`. */
  own: TokenUsage | null;
  /** The sum over the thread and all its descendants, active and archived, as far as their tokens are known. */
  subtree: TokenUsage | null;
  /** How many threads the subtree has, and of how many the tokens are not known. */
  threads: number;
  unknown: number;
  /** What all threads of the subtree used for one turn of the user, in the order of the turns' ids. */
  rootTurns: { turnId: string; tokens: TokenUsage }[];
}
