// Two copies of one Codex home, one served by the real Codex and one by this server: they get the same requests, and
// nothing may differ.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { codexVersion, type CodexVersion } from '../../scripts/codexVersion';
import { startCodex, startOurs } from '../support/codex';
import type { Answer, Notification, StdioClient } from '../support/stdioClient';
import { makeTemporaryFolder, removeFolder } from '../support/temporaryFolder';
import { comparableAnswer } from './comparable';
import { readHomeState, readPlaces } from './homeState';

export interface Side {
  home: string;
  server: StdioClient;
}

export interface Pair {
  codex: Side;
  ours: Side;
  /** Sends a request to both and returns what each sent, in comparable form, notifications included. */
  askBoth: (method: string, params?: unknown) => Promise<{ codex: Comparable; ours: Comparable }>;
  /** Does the same, asserts that answers and notifications are equal, and returns Codex's answer unchanged. */
  ask: (method: string, params?: unknown) => Promise<{ answer: Answer; notifications: Notification[] }>;
  /** Asserts that files, rows and edges are equal. */
  compareHomes: () => void;
  close: () => Promise<void>;
}

export interface Comparable {
  answer: unknown;
  notifications: Notification[];
}

export interface PairOptions {
  /** Initializes both, as most requests need; the default. */
  initialize?: boolean;
  /** Which Codex; by default the version that this server follows. */
  version?: CodexVersion;
}

/** Makes both homes with `makeHome`, which fills an empty folder, and starts a server for each. */
export async function startPair(
  makeHome: (folder: string) => void,
  { initialize = true, version = codexVersion }: PairOptions = {},
): Promise<Pair> {
  const testStart = Date.now();
  const folder = makeTemporaryFolder();
  const homes = ['codex', 'ours'].map(name => path.join(folder, name)) as [string, string];
  for (const home of homes) {
    mkdirSync(home);
    makeHome(home);
  }
  const codex = { home: homes[0], server: startCodex(homes[0], version) };
  const ours = { home: homes[1], server: startOurs(homes[1]) };
  const sides = [codex, ours];
  const close = async (): Promise<void> => {
    await Promise.all(sides.map(({ server }) => server.close()));
    removeFolder(folder);
  };
  if (initialize)
    await Promise.all(sides.map(({ server }) => server.initialize())).catch(async (error: unknown) => {
      await close();
      throw error;
    });

  const exchange = (method: string, params: unknown): Promise<[Exchange, Exchange]> =>
    Promise.all(
      sides.map(async ({ home, server }) => {
        const before = readPlaces(home);
        const answer = await server.ask(method, params);
        const moved = [...readPlaces(home)].filter(([id, place]) => before.get(id) !== place).length;
        return { answer, notifications: await server.takeNotifications(moved), home };
      }),
    ) as Promise<[Exchange, Exchange]>;
  const comparable = ({ answer, notifications, home }: Exchange): Comparable => ({
    answer: comparableAnswer(answer, home, testStart),
    notifications,
  });

  return {
    codex,
    ours,
    askBoth: async (method, params) => {
      const [codexs, own] = await exchange(method, params);
      return { codex: comparable(codexs), ours: comparable(own) };
    },
    ask: async (method, params) => {
      const [codexs, own] = await exchange(method, params);
      assert.deepEqual(comparable(own), comparable(codexs), `${method} ${JSON.stringify(params)}`);
      return codexs;
    },
    compareHomes: () =>
      assert.deepEqual(
        readHomeState(ours.home, testStart),
        readHomeState(codex.home, testStart),
        'files, rows and edges',
      ),
    close,
  };
}

interface Exchange {
  answer: Answer;
  notifications: Notification[];
  home: string;
}
