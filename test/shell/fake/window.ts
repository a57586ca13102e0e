// The parts of `vscode.window` that commands show things in. What they show can be read afterwards.
import { fakeVscode, strict } from './vscode';

export interface FakeProgress {
  title: string | undefined;
  /** A view's id, or 15 for a notification. */
  location: unknown;
  /** It is no longer shown. */
  isDone: boolean;
  /** What was reported, in order. */
  steps: { message?: string; increment?: number }[];
  cancel(): void;
}

export interface FakeStatusBarItem {
  name: string;
  command: string;
  isShown: boolean;
}

export interface Shown {
  kind: 'info' | 'warning' | 'error';
  text: string;
  buttons: string[];
  /** The text below, of a dialog. */
  detail?: string;
}

/** Provides messages, the status bar and progress. `answer` gives the title of the button to press; undefined: none. */
export function fakeWindow(answer: (shown: Shown) => string | undefined = () => undefined) {
  const shown: Shown[] = [];
  const statusBar: string[] = [];
  const statusBarItems: FakeStatusBarItem[] = [];
  const progress: FakeProgress[] = [];
  const show =
    (kind: Shown['kind']) =>
    (text: string, ...rest: (string | { title?: string; modal?: boolean; detail?: string })[]) => {
      const detail = rest.flatMap(option => (typeof option === 'string' ? [] : (option.detail ?? [])));
      const buttons = rest.filter(button => typeof button === 'string' || button.title !== undefined);
      const titleOf = (button: (typeof buttons)[number]) =>
        typeof button === 'string' ? button : (button.title ?? '');
      const message: Shown = {
        kind,
        text,
        buttons: buttons.map(titleOf),
        ...(detail[0] === undefined ? {} : { detail: detail[0] }),
      };
      shown.push(message);
      const chosen = answer(message);
      return Promise.resolve(buttons.find(button => titleOf(button) === chosen));
    };
  fakeVscode.window.showInformationMessage = show('info');
  fakeVscode.window.showWarningMessage = show('warning');
  fakeVscode.window.showErrorMessage = show('error');
  fakeVscode.window.createStatusBarItem = () => {
    const item = {
      name: '',
      command: '',
      isShown: false,
      show: () => {
        item.isShown = true;
      },
      dispose: () => {
        item.isShown = false;
      },
    };
    statusBarItems.push(item);
    return Object.defineProperty(item, 'text', { set: (text: string) => void statusBar.push(text) });
  };
  fakeVscode.window.withProgress = (
    { title, location }: { title?: string; location?: unknown },
    task: (progress: unknown, token: unknown) => Promise<void>,
  ) => {
    const cancelled: (() => void)[] = [];
    const entry: FakeProgress = {
      title,
      location,
      isDone: false,
      steps: [],
      cancel: () => cancelled.forEach(call => call()),
    };
    progress.push(entry);
    const done = task(
      strict('Progress', { report: (step: FakeProgress['steps'][number]) => void entry.steps.push(step) }),
      strict('CancellationToken', { onCancellationRequested: (call: () => void) => void cancelled.push(call) }),
    );
    void done.finally(() => {
      entry.isDone = true;
    });
    return done;
  };
  return { shown, statusBar, statusBarItems, progress };
}
