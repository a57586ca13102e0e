// VS Code's events without VS Code. Listeners are our own: one that throws is a bug and is not caught here. Events for
// other extensions use VS Code's own EventEmitter (publicApi.ts).
import type { Event } from 'vscode';

export class Emitter<T> {
  private readonly listeners = new Set<{ call(value: T): void }>();

  readonly event: Event<T> = (listener, thisArgs, disposables) => {
    const entry = { call: (value: T): void => void listener.call(thisArgs, value) };
    this.listeners.add(entry);
    const subscription = { dispose: () => this.listeners.delete(entry) };
    disposables?.push(subscription);
    return subscription;
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      listener.call(value);
    }
  }
}
