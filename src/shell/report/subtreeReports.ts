// The documents of subtree reports: plain text that nobody can edit. Loaded at activation, as VS Code may ask for a
// document at any time; `showReport`, the layout and the links are loaded when they are needed.
import { Disposable, EventEmitter, languages, workspace, type Uri } from 'vscode';
import type { ReportedThread, SubtreeReport } from '../../protocol/methods';
import type { ThreadService } from '../connection/threadService';

export const reportScheme = 'codex-report';

export interface SubtreeReports extends Disposable {
  /** Reports that VS Code has not taken yet, by thread. */
  readonly reports: Map<string, SubtreeReport>;
  /** What the documents are about, by the reported thread: for their links. */
  readonly shown: Map<string, readonly ReportedThread[]>;
  /** Fired with the address of a report: VS Code asks for it if the document is open, else when it is opened. */
  readonly changed: EventEmitter<Uri>;
}

export function createSubtreeReports(service: ThreadService): SubtreeReports {
  const state = {
    reports: new Map<string, SubtreeReport>(),
    shown: new Map<string, readonly ReportedThread[]>(),
    changed: new EventEmitter<Uri>(),
  };
  const registered = Disposable.from(
    workspace.registerTextDocumentContentProvider(reportScheme, {
      onDidChange: state.changed.event,
      provideTextDocumentContent: async (uri, token) =>
        (await import('./takeReport')).takeReport(state, service, uri, token),
    }),
    languages.registerDocumentLinkProvider(
      { scheme: reportScheme },
      {
        provideDocumentLinks: async document =>
          (await import('./reportLinks')).reportLinks(
            document.getText(),
            state.shown.get(document.uri.authority) ?? [],
          ),
      },
    ),
  );
  return Object.assign(registered, state);
}
