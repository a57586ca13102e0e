// A small `vscode` for tests of the shell. What is trivial behaves as in VS Code; every other member throws until a
// test provides it: `fakeVscode.window.showWarningMessage = () => Promise.resolve('Retry')`. After each test it is as
// new.
import path from 'node:path';
import type * as vscode from 'vscode';

type Fakeable<Members> = { -readonly [Key in keyof Members]: Fake<Members[Key]> };
type Fake<Member> = Member extends (...args: never[]) => unknown ? (...args: never[]) => unknown : Member;

/** The parts that tests set. Functions may take and return what the test needs. */
export interface FakeVscode {
  readonly window: Fakeable<typeof vscode.window>;
  readonly workspace: Fakeable<typeof vscode.workspace>;
  readonly commands: Fakeable<typeof vscode.commands>;
  readonly languages: Fakeable<typeof vscode.languages>;
  readonly env: Fakeable<typeof vscode.env>;
  readonly l10n: { bundle: Record<string, string> | undefined };
}

class Disposable {
  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => disposables.forEach(disposable => void disposable.dispose()));
  }

  constructor(private callOnDispose: (() => unknown) | undefined) {}

  dispose(): void {
    const call = this.callOnDispose;
    this.callOnDispose = undefined;
    call?.();
  }
}

class EventEmitter<T> {
  private readonly listeners = new Set<{ call(value: T): void }>();

  readonly event = (listener: (value: T) => unknown, thisArg?: unknown, disposables?: Disposable[]): Disposable => {
    const entry = { call: (value: T): void => void listener.call(thisArg, value) };
    this.listeners.add(entry);
    const subscription = new Disposable(() => this.listeners.delete(entry));
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener.call(value);
  }

  dispose(): void {
    this.listeners.clear();
  }
}

class CancellationTokenSource {
  private readonly cancelled = new EventEmitter<void>();
  readonly token = { isCancellationRequested: false, onCancellationRequested: this.cancelled.event };

  cancel(): void {
    if (!this.token.isCancellationRequested) {
      this.token.isCancellationRequested = true;
      this.cancelled.fire();
    }
  }

  dispose(): void {
    this.cancelled.dispose();
  }
}

class Uri {
  static file(fsPath: string): Uri {
    return new Uri('file', '', fsPath);
  }

  static from({ scheme, authority = '', path = '', query = '' }: Partial<Uri> & { scheme: string }): Uri {
    return new Uri(scheme, authority, path, query);
  }

  static joinPath(base: Uri, ...segments: string[]): Uri {
    return new Uri(base.scheme, base.authority, path.posix.join(base.path, ...segments));
  }

  private constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
    readonly query = '',
  ) {}

  get fsPath(): string {
    return this.path;
  }

  toString(): string {
    return `${this.scheme}:${this.scheme === 'file' || this.authority !== '' ? `//${this.authority}` : ''}${this.path}${this.query === '' ? '' : `?${this.query}`}`;
  }
}

class Selection {
  readonly anchor: { line: number; character: number };
  readonly active: { line: number; character: number };

  constructor(anchorLine: number, anchorCharacter: number, activeLine: number, activeCharacter: number) {
    this.anchor = { line: anchorLine, character: anchorCharacter };
    this.active = { line: activeLine, character: activeCharacter };
  }
}

class Range {
  readonly start: { line: number; character: number };
  readonly end: { line: number; character: number };

  constructor(line: number, character: number, endLine: number, endCharacter: number) {
    this.start = { line, character };
    this.end = { line: endLine, character: endCharacter };
  }
}

class DocumentLink {
  constructor(
    readonly range: Range,
    readonly target?: Uri,
  ) {}
}

class ThemeColor {
  constructor(readonly id: string) {}
}

class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

class TreeItem {
  constructor(
    readonly label: string | vscode.TreeItemLabel,
    readonly collapsibleState = TreeItemCollapsibleState.None,
  ) {}
}

class FileDecoration {
  constructor(
    readonly badge?: string,
    readonly tooltip?: string,
    readonly color?: ThemeColor,
  ) {}
}

class FileSystemError extends Error {
  static FileNotFound = (uri: Uri) => new FileSystemError('FileNotFound', uri.toString());
  static NoPermissions = () => new FileSystemError('NoPermissions', '');
  static Unavailable = (message: string) => new FileSystemError('Unavailable', message);

  private constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };

const classes = {
  Disposable,
  EventEmitter,
  CancellationTokenSource,
  Uri,
  Selection,
  Range,
  DocumentLink,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  FileDecoration,
  FileSystemError,
  FileType: { Unknown: 0, File: 1, Directory: 2 },
  FilePermission: { Readonly: 1 },
  FileChangeType: { Changed: 1, Created: 2, Deleted: 3 },
  TreeItemCollapsibleState,
  TreeItemCheckboxState: { Unchecked: 0, Checked: 1 },
  TextEditorSelectionChangeKind: { Keyboard: 1, Mouse: 2, Command: 3 },
  TextEditorRevealType: { InCenter: 1, InCenterIfOutsideViewport: 2 },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
  StatusBarAlignment: { Left: 1, Right: 2 },
  ConfigurationTarget: { Global: 1, Workspace: 2, WorkspaceFolder: 3 },
  UIKind: { Desktop: 1, Web: 2 },
};

type Values = Record<string, string | number | boolean>;
interface Message {
  message: string;
  args?: Values | (string | number | boolean)[];
  comment?: string | string[];
}

const translate = (first: string | Message, ...rest: (string | number | boolean | Values)[]): string => {
  if (typeof first === 'string') {
    const [named] = rest;
    return translate({ message: first, args: typeof named === 'object' ? named : (rest as Values[string][]) });
  }
  const { message, args = {}, comment } = first;
  const key = comment === undefined ? message : `${message}/${[comment].flat().join('')}`;
  const values: Readonly<Record<string, Values[string]>> = Object.fromEntries(Object.entries(args));
  return (fakeVscode.l10n.bundle?.[key] ?? message).replace(/\{([^}]+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
};

/** An object that throws when a member is read that it does not have, with a message that names it. */
export function strict<Members extends object>(name: string, members: Members): Members {
  return new Proxy(members, {
    get: (target, key, receiver): unknown => {
      // What Node, esbuild's interop, `await` and assertions look at.
      if (typeof key === 'symbol' || key in target || ['__esModule', 'default', 'then', 'toJSON'].includes(key)) {
        return Reflect.get(target, key, receiver);
      }
      throw new Error(`The fake ${name} has no "${key}": the test must provide it.`);
    },
  });
}

const initial: Record<keyof FakeVscode, () => object> = {
  window: () => ({}),
  workspace: () => ({}),
  commands: () => ({}),
  languages: () => ({}),
  env: () => ({}),
  l10n: () => ({ t: translate, bundle: undefined, uri: undefined }),
};
const targets = Object.fromEntries(Object.entries(initial).map(([name, members]) => [name, members()]));

/** What `import … from 'vscode'` gives in a test. */
export const fakeVscode = strict('vscode', {
  ...classes,
  ...Object.fromEntries(Object.entries(targets).map(([name, target]) => [name, strict(`vscode.${name}`, target)])),
}) as unknown as FakeVscode;

/** Takes back what a test has set. */
export function resetFakeVscode(): void {
  for (const [name, members] of Object.entries(initial)) {
    const target = targets[name] as object;
    for (const key of Object.keys(target)) Reflect.deleteProperty(target, key);
    Object.assign(target, members());
  }
}
