// A thread's rollout, as text and in the file manager. The path comes from the server, which has checked that it lies
// in the Codex home.
import { t } from '@vscode/l10n';
import { commands, env, UIKind, Uri, window } from 'vscode';
import { UserFacingError } from '../errors';
import { inMessage } from '../words/escape';
import { showError } from '../showError';
import { grouped } from '../words/words';
import type { CommandContext, CommandHandler } from '../commandContext';
import { targetsOf } from '../operations/targets';

/** VS Code hands no document above this size to extensions, and shows it without any help. */
const LARGEST_DOCUMENT = 50 * 1024 * 1024;

export const openRollout: CommandHandler = async (context, ...args) => {
  const rollout = await rolloutOf(context, args);
  if (rollout === null) {
    return;
  }
  const { path, bytes } = rollout;
  const obstacle = path.endsWith('.zst')
    ? t('The rollout cannot be shown as text: it is compressed. {0}', path)
    : bytes > LARGEST_DOCUMENT
      ? t('The rollout cannot be shown as text: it has {0} MB. {1}', grouped(Math.round(bytes / 1024 / 1024)), path)
      : null;
  if (obstacle === null) {
    await window.showTextDocument(Uri.file(path), { preview: true });
    return;
  }
  const button = canReveal() ? t('Reveal in the File Manager') : t('Copy the Path');
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
  const { rollout, name } = await service.details({ threadId: target.threadId });
  if (rollout === null) {
    throw new UserFacingError(t('The rollout of “{name}” is not in the Codex home.', { name }));
  }
  return rollout;
}

/** The file manager is the desktop's: it can show this file only when VS Code runs where the file is. */
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
