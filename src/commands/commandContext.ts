import type { LogOutputChannel } from 'vscode';
import type { Operations } from '../client/operations';
import type { ThreadService } from '../client/threadService';
import type { ThreadStatuses } from '../client/threadStatuses';
import type { CleanUpView } from '../views/cleanUp/cleanUpView';
import type { ThreadViews } from '../views/threadViews';

/** What commands work with. */
export interface CommandContext {
  readonly service: ThreadService;
  readonly statuses: ThreadStatuses;
  readonly operations: Operations;
  readonly views: ThreadViews;
  /** The clean-up that is open, or null: there is one at most. */
  readonly cleanUp: { open: CleanUpView | null };
  readonly log: LogOutputChannel;
}

/** Gets what VS Code or another extension passes to the command, and resolves to what `executeCommand` answers. */
export type CommandHandler = (context: CommandContext, ...args: readonly unknown[]) => unknown;
