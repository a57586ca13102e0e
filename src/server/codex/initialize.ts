// `initialize` must come before any other request, and only once. Errors are in Codex's words.
import { release } from 'node:os';
import { decodeInitialize } from './params';
import type { InitializeResponse } from './protocol';
import { invalidRequest } from './words';

export interface Initialization {
  /** Throws ResponseError if the params are invalid, or if it was called before. */
  initialize(params: unknown, codexHome: string): InitializeResponse;
  /** Throws ResponseError before `initialize`. */
  assertInitialized(): void;
}

/** `version` is the server's own. */
export function createInitialization(version: string): Initialization {
  let initialized = false;
  return {
    initialize: (params, codexHome) => {
      const { clientInfo } = decodeInitialize(params);
      if (initialized) throw invalidRequest('Already initialized');
      initialized = true;
      const system = `${process.platform} ${release()}; ${process.arch}`;
      return {
        userAgent: `${clientInfo.name}/${version} (${system}) codex-thread-tree`,
        codexHome,
        platformFamily: process.platform === 'win32' ? 'windows' : 'unix',
        platformOs: process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'macos' : 'linux',
      };
    },
    assertInitialized: () => {
      if (!initialized) throw invalidRequest('Not initialized');
    },
  };
}
