// The addresses under which a browser opens the embedded VS Code.
import path from 'node:path';
import type { Server } from './server';

/** What a page may be told beyond its folder; VS Code reads it from the query. */
export type PagePayload = readonly (readonly [key: string, value: string])[];

/** The address of a window on `folder`, or of one that has none. */
export function pageUrl(server: Pick<Server, 'port' | 'token'>, folder?: string, payload: PagePayload = []): string {
  const query = new URLSearchParams({ tkn: server.token });
  if (folder !== undefined) query.set('folder', path.resolve(folder));
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${server.port}/?${query.toString()}`;
}

/** How the page names a file or folder of the server's machine. */
export function remoteUri(server: Pick<Server, 'port'>, file: string): string {
  return `vscode-remote://127.0.0.1:${server.port}${path.resolve(file).split(path.sep).map(encodeURIComponent).join('/')}`;
}
