// Continues a thread in Codex: in a terminal, in Codex's own extension, or by a command that is copied.
import { commands, env, extensions, ThemeIcon, Uri, window, type Terminal } from 'vscode';
import type { CommandLine, CommandLineParams } from '../../protocol/methods';
import type { CommandContext, CommandHandler } from '../commandContext';
import { pickThread } from '../operations/pickThread';
import { threadIdsOf, threadTargets } from '../operations/targets';
import { codexPlaces, officialExtension } from '../codexPlaces';
import { codexHomeSetting } from '../settings';
import { resumeCommand } from './resumeCommand';

/** One terminal a thread: shows the one that is open. */
export const resumeInTerminal: CommandHandler = async (context, ...args) => {
  const threadId = await threadOf(context, args);
  if (threadId !== undefined) {
    await resume(context, threadId);
  }
};

/** Each fork is a thread of its own, so each has its own terminal. */
export const forkInTerminal: CommandHandler = async (context, ...args) => {
  const threadId = await threadOf(context, args);
  if (threadId !== undefined) {
    openTerminal(await commandLineOf(context, threadId, 'fork')).show();
  }
};

/** In an editor of Codex's own extension if that is installed and has it, else in a terminal. */
export const openInCodex: CommandHandler = async (context, ...args) => {
  const threadId = await threadOf(context, args);
  if (threadId === undefined) {
    return;
  }
  if (extensions.getExtension(officialExtension) !== undefined) {
    // The address and the editor are not documented: they were read in the extension's own code.
    const uri = Uri.from({ scheme: 'openai-codex', authority: 'route', path: `/local/${threadId}` });
    try {
      await commands.executeCommand('vscode.openWith', uri, 'chatgpt.conversationEditor');
      return;
    } catch (error) {
      context.log.warn(`Codex's own extension did not open the thread: ${String(error)}`);
    }
  }
  await resume(context, threadId);
};

export const copyResumeCommand: CommandHandler = async (context, ...args) => {
  const threadId = await threadOf(context, args);
  if (threadId !== undefined) {
    const codexHome = codexHomeSetting() === '' ? null : await context.service.codexHome();
    await env.clipboard.writeText(resumeCommand(threadId, codexHome, process.platform));
  }
};

/** The clicked thread; from the palette, the focused one, or one that is picked. */
async function threadOf({ views, service }: CommandContext, args: readonly unknown[]): Promise<string | undefined> {
  if (args.length > 0) {
    return threadIdsOf(args.slice(0, 1))[0];
  }
  const [focused] = threadTargets(await views.threads.chosen());
  return focused?.threadId ?? (await pickThread(service, 'resume'))[0]?.threadId;
}

async function resume(context: CommandContext, threadId: string): Promise<void> {
  const known = window.terminals.find(terminal => terminal.exitStatus === undefined && resumes(terminal, threadId));
  (known ?? openTerminal(await commandLineOf(context, threadId, 'resume'))).show();
}

async function commandLineOf(
  { service }: CommandContext,
  threadId: string,
  action: CommandLineParams['action'],
): Promise<CommandLine> {
  return await service.request('threadTree/commandLine', {
    threadId,
    action,
    codex: codexPlaces(),
  });
}

/** Runs the program itself rather than a shell, so that no argument is ever read as a command. */
function openTerminal({ program, args, folder, name, codexHome }: CommandLine): Terminal {
  return window.createTerminal({
    name,
    shellPath: program,
    shellArgs: args,
    iconPath: new ThemeIcon('comment-discussion'),
    // Else Codex finds the same home by itself.
    env: codexHomeSetting() === '' ? {} : { CODEX_HOME: codexHome },
    ...(folder === null ? {} : { cwd: folder }),
  });
}

function resumes({ creationOptions }: Terminal, threadId: string): boolean {
  const args = 'shellArgs' in creationOptions ? creationOptions.shellArgs : undefined;
  return Array.isArray(args) && args[0] === 'resume' && args[1] === threadId;
}
