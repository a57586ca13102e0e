// `initialize`: no other request is answered before it, and it is answered once. In Codex's words.
import { release } from 'node:os';
import { decodeInitialize } from './params';
import type { InitializeResponse } from './protocol';
import { invalidRequest } from './words';

export interface Initialization {
  /** Throws ResponseError when the params do not fit, and at the second time. */
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
