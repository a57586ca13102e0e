// Loaded by mocha before the tests (.mocharc.json): the shell and its tests get the fake when they import `vscode`.
// Everything else still cannot import it.
import Module from 'node:module';
import { fakeVscode, resetFakeVscode } from './vscode';

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
loader._load = (request, parent, isMain) =>
  request === 'vscode' && /[\\/]shell[\\/]|[\\/]extension\.ts$/.test(parent?.filename ?? '')
    ? fakeVscode
    : load(request, parent, isMain);

export const mochaHooks = {
  beforeAll: async () => {
    const { loadFailureWords } = await import('../../../src/shell/words/failureInWords');
    await loadFailureWords();
  },
  afterEach: resetFakeVscode,
};
