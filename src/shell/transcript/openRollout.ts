// Opens a thread's rollout as text, or shows it in the file manager. The path comes from the server, which has checked
// that it is in the Codex home.
import { commands, env, l10n, UIKind, Uri, window } from 'vscode';
import { UserFacingError } from '../errors';
import { inMessage } from '../words/escape';
import { showError } from '../showError';
import { bytesInWords } from '../words/bytes';
import type { CommandContext, CommandHandler } from '../commandContext';
import { targetsOf } from '../operations/targets';

/** VS Code does not pass documents above this size to extensions, and turns most editor features off for them. */
const LARGEST_DOCUMENT = 50 * 1024 * 1024;

export const openRollout: CommandHandler = async (context, ...args) => {
  const rollout = await rolloutOf(context, args);
  if (rollout === null) {
    return;
  }
  const { path, bytes } = rollout;
  const obstacle = path.endsWith('.zst')
    ? l10n.t('The rollout cannot be shown as text because it is compressed: {0}', path)
    : bytes > LARGEST_DOCUMENT
      ? l10n.t('The rollout cannot be shown as text because it is too large ({0}): {1}', bytesInWords(bytes), path)
      : null;
  if (obstacle === null) {
    await window.showTextDocument(Uri.file(path), { preview: true });
    return;
  }
  const button = canReveal() ? l10n.t('Reveal in File Manager') : l10n.t('Copy Path');
  window
    .showWarningMessage(inMessage(obstacle), button)
    .then(async choice => {
      if (choice !== undefined) {
        await reveal(path);
      }
    })
    .then(undefined, (error: unknown) => showError(error, context.log));
};

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
  const target = targetsOf(args.slice(0, 1), [])?.[0];
  if (target === undefined) {
    return null;
  }
  const { rollout, name } = await service.request('threadTree/details', { threadId: target.threadId });
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
