// The URLs of the embedded VS Code for a browser.
import path from 'node:path';
import type { Server } from './server';

/** Further options of a window, which VS Code reads from the query. */
export type PagePayload = readonly (readonly [key: string, value: string])[];

/** The URL of a window with `folder`, or with none. */
export function pageUrl(server: Pick<Server, 'port' | 'token'>, folder?: string, payload: PagePayload = []): string {
  const query = new URLSearchParams({ tkn: server.token });
  if (folder !== undefined) query.set('folder', path.resolve(folder));
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${server.port}/?${query.toString()}`;
}

/** The URI by which the page names a file or folder on the server's machine. */
export function remoteUri(server: Pick<Server, 'port'>, file: string): string {
  return `vscode-remote://127.0.0.1:${server.port}${path.resolve(file).split(path.sep).map(encodeURIComponent).join('/')}`;
}
