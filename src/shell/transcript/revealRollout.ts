// Shows a thread's rollout in the file manager. The path comes from the server, which has checked
// that it is in the Codex home.
import { commands, env, l10n, UIKind, Uri } from 'vscode';
import { UserFacingError } from '../errors';
import type { CommandContext, CommandHandler } from '../commandContext';
import { threadIdsOf } from '../operations/targets';

export const revealRollout: CommandHandler = async (context, ...args) => {
  const rollout = await rolloutOf(context, args);
  if (rollout !== null) {
    await reveal(rollout.path);
  }
};

async function rolloutOf(
  { service }: CommandContext,
  args: readonly unknown[],
): Promise<{ path: string; bytes: number } | null> {
  const [threadId] = threadIdsOf(args.slice(0, 1));
  if (threadId === undefined) {
    return null;
  }
  const { rollout, name } = await service.request('threadTree/details', { threadId });
  if (rollout === null) {
    throw new UserFacingError(l10n.t('The rollout of “{name}” is not in the Codex home.', { name }));
  }
  return rollout;
}

/** The desktop's file manager can show the file only when VS Code runs on the same machine. */
function canReveal(): boolean {
  return env.uiKind === UIKind.Desktop && env.remoteName === undefined;
}

async function reveal(path: string): Promise<void> {
  if (canReveal()) {
    await commands.executeCommand('revealFileInOS', Uri.file(path));
  } else {
    await env.clipboard.writeText(path);
  }
}
