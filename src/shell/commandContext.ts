import type { LogOutputChannel } from 'vscode';
import type { OperationRunner } from './operations/operationRunner';
import type { ThreadService } from './connection/threadService';
import type { ThreadStatuses } from './operations/threadStatuses';
import type { LiveFeed } from './live/liveFeed';
import type { SubtreeReports } from './report/subtreeReports';
import type { CleanUpView } from './cleanUp/cleanUpView';
import type { ThreadViews } from './tree/threadViews';

/** What every command gets. */
export interface CommandContext {
  readonly service: ThreadService;
  readonly statuses: ThreadStatuses;
  readonly operations: OperationRunner;
  readonly views: ThreadViews;
  /** The open clean-up, or null: there is at most one. */
  readonly cleanUp: { open: CleanUpView | null };
  /** What a running Codex does with its threads. */
  readonly live: LiveFeed;
  readonly reports: SubtreeReports;
  readonly log: LogOutputChannel;
}

/** Takes what VS Code or another extension passes to the command, and resolves to what `executeCommand` answers. */
export type CommandHandler = (context: CommandContext, ...args: readonly unknown[]) => unknown;
