// The open folders, the settings and the commands of the fake VS Code.
import { Disposable, EventEmitter, Uri } from 'vscode';
import { fakeVscode, strict } from './vscode';

/** Provides the open folders, by their paths or, on other file systems, their URIs. */
export function fakeFolders(...folders: (string | Uri)[]) {
  const changed = new EventEmitter<void>();
  const open = (now: (string | Uri)[]) => {
    fakeVscode.workspace.workspaceFolders = now.map((folder, index) => {
      const uri = typeof folder === 'string' ? Uri.file(folder) : folder;
      return { uri, name: uri.path, index };
    });
  };
  open(folders);
  fakeVscode.workspace.onDidChangeWorkspaceFolders = changed.event;
  return {
    /** Opens other folders. */
    change: (...now: (string | Uri)[]) => {
      open(now);
      changed.fire();
    },
  };
}

/** Provides the settings, by their full names. What is not given has its default. */
export function fakeSettings(values: Record<string, unknown> = {}) {
  const changed = new EventEmitter<{ affectsConfiguration(name: string): boolean }>();
  const updates: [name: string, value: unknown, target: unknown][] = [];
  fakeVscode.workspace.getConfiguration = (section: string) =>
    strict('WorkspaceConfiguration', {
      get: (name: string, otherwise: unknown) => values[`${section}.${name}`] ?? otherwise,
      update: (name: string, value: unknown, target: unknown) => {
        updates.push([`${section}.${name}`, value, target]);
        values[`${section}.${name}`] = value;
        return Promise.resolve();
      },
    });
  fakeVscode.workspace.onDidChangeConfiguration = changed.event;
  return {
    /** What the extension has written. */
    updates,
    /** `also`: other settings that changed with it. */
    change: (name: string, value: unknown, ...also: string[]) => {
      values[name] = value;
      const names = [name, ...also];
      changed.fire({
        affectsConfiguration: asked => names.some(each => each === asked || each.startsWith(`${asked}.`)),
      });
    },
  };
}

/**
 * Provides `registerCommand` and `executeCommand`, for registered commands and for those of VS Code. `focusedRow`: what
 * the window passes to a command that it runs with a view's focused row as argument.
 */
export function fakeCommands(focusedRow: (viewId: string) => unknown = () => undefined) {
  const registered = new Map<string, (...args: unknown[]) => unknown>();
  const executed: unknown[][] = [];
  const context: Record<string, unknown> = {};
  fakeVscode.commands.registerCommand = (id: string, handler: (...args: unknown[]) => unknown) => {
    if (registered.has(id)) {
      throw new Error(`The command ${id} exists already.`);
    }
    registered.set(id, handler);
    return new Disposable(() => registered.delete(id));
  };
  const run = async (id: string, ...args: unknown[]): Promise<unknown> => {
    if (id === 'setContext') {
      context[String(args[0])] = args[1];
      return undefined;
    }
    if (id === 'runCommands') {
      const [{ commands }] = args as [{ commands: { command: string; args: { $treeViewId: string } }[] }];
      for (const { command, args: row } of commands) {
        await run(command, focusedRow(row.$treeViewId));
      }
      return undefined;
    }
    executed.push([id, ...args]);
    return await registered.get(id)?.(...args);
  };
  fakeVscode.commands.executeCommand = run;
  return {
    registered,
    /** Everything that was executed, with its arguments, except `setContext`. */
    executed,
    /** The context keys that were set. */
    context,
    run,
  };
}
