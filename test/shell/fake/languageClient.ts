// What languageConnection.ts uses of `vscode-languageclient`, without VS Code. States, restarts and the shutdown
// follow the real client; messages go through the real transports to a real server.
import { EventEmitter } from 'vscode';
import type * as real from 'vscode-languageclient';
import { createMessageConnection, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc/node';

type Values<Enum> = { [Name in keyof Enum]?: Enum[Name] };
export const State = { Stopped: 1, Running: 2, Starting: 3, StartFailed: 4 } as const satisfies Values<
  typeof real.State
>;
export const CloseAction = { DoNotRestart: 1, Restart: 2 } as const satisfies Values<typeof real.CloseAction>;
export const RevealOutputChannelOn = { Never: 4 } as const satisfies Values<typeof real.RevealOutputChannelOn>;

/** A feature of a language, with what was registered of it. */
class LanguageFeature {
  static readonly registered: string[] = [];
  registrationType: { method: string };

  constructor(method: string) {
    this.registrationType = { method };
  }

  register({ id, registerOptions }: { id: string; registerOptions: { documentSelector: unknown } }): void {
    LanguageFeature.registered.push(`${id} ${JSON.stringify(registerOptions.documentSelector)}`);
  }
}

export const registeredFeatures = LanguageFeature.registered;
const feature = (method: string) =>
  class extends LanguageFeature {
    constructor() {
      super(method);
    }
  };
export const DocumentSymbolFeature = feature('textDocument/documentSymbol');
export const FoldingRangeFeature = feature('textDocument/foldingRange');
export const DocumentLinkFeature = feature('textDocument/documentLink');
export const HoverFeature = feature('textDocument/hover');
export const SemanticTokensFeature = feature('textDocument/semanticTokens');

type State = (typeof State)[keyof typeof State];
interface ClientOptions {
  outputChannel: { error(message: string): void };
  errorHandler: { closed(): Promise<{ action: number }> };
}

/** As in the real client. */
const MAX_RESTARTS = 4;

export class LanguageClient {
  /** The messages that the real client would show to the user. */
  static readonly shown: string[] = [];
  initializeResult: unknown;
  private current: State = State.Stopped;
  private stopping = false;
  private connection: MessageConnection | undefined;
  private readonly changed = new EventEmitter<{ oldState: State; newState: State }>();
  private readonly handlers = new Map<string, (params: unknown) => void>();
  readonly onDidChangeState = this.changed.event;

  constructor(
    readonly id: string,
    readonly name: string,
    private readonly server: () => Promise<real.MessageTransports>,
    private readonly options: ClientOptions,
  ) {}

  get state(): State {
    return this.current;
  }

  createDefaultErrorHandler() {
    let restarts = 0;
    return {
      error: () => ({ action: 1 }),
      closed: () => ({ action: ++restarts <= MAX_RESTARTS ? CloseAction.Restart : CloseAction.DoNotRestart }),
    };
  }

  onNotification(method: string, handler: (params: unknown) => void): void {
    this.handlers.set(method, handler);
  }

  registerFeature(): void {}

  async start(): Promise<void> {
    this.change(State.Starting);
    try {
      const { reader, writer } = await this.server();
      const connection = createMessageConnection(reader, writer);
      this.connection = connection;
      this.handlers.forEach((handler, method) => connection.onNotification(method, handler));
      connection.onClose(() => void this.closed());
      connection.listen();
      this.initializeResult = await connection.sendRequest('initialize', { capabilities: {} });
      this.change(State.Running);
    } catch (error) {
      this.change(State.StartFailed);
      this.error("couldn't create connection to server", error, 'force');
      throw error;
    }
  }

  sendRequest(method: string, params: unknown, ...token: CancellationToken[]): Promise<unknown> {
    return this.connection?.sendRequest(method, params, ...token) ?? Promise.reject(new Error('Client is not running'));
  }

  async dispose(timeout: number): Promise<void> {
    const { connection } = this;
    if (this.current === State.Stopped) {
      return;
    }
    if (connection === undefined || this.current !== State.Running) {
      throw new Error("Client is not running and can't be stopped.");
    }
    this.stopping = true;
    const timedOut = new Promise<never>((_, reject) =>
      setTimeout(() => reject(new Error('Stopping the server timed out')), timeout).unref(),
    );
    const shutDown = connection.sendRequest('shutdown').then(() => connection.sendNotification('exit'));
    try {
      await Promise.race([timedOut, shutDown]);
      connection.dispose();
    } finally {
      this.change(State.Stopped);
    }
  }

  error(message: string, _data?: unknown, showNotification: boolean | 'force' = true): void {
    this.options.outputChannel.error(message);
    if (showNotification !== false) {
      LanguageClient.shown.push(message);
    }
  }

  private async closed(): Promise<void> {
    if (this.current === State.Stopped) {
      return;
    }
    this.connection?.dispose();
    this.connection = undefined;
    const { action } = this.stopping ? { action: CloseAction.DoNotRestart } : await this.options.errorHandler.closed();
    if (action === CloseAction.DoNotRestart) {
      this.error('Connection to server got closed.', undefined, 'force');
      this.change(this.current === State.Starting ? State.StartFailed : State.Stopped);
    } else {
      await this.start().catch((error: unknown) => this.error('Restarting server failed', error, 'force'));
    }
  }

  private change(newState: State): void {
    const oldState = this.current;
    if (newState !== oldState) {
      this.current = newState;
      this.changed.fire({ oldState, newState });
    }
  }
}
