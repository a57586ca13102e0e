// Loaded by mocha before the tests (.mocharc.json): the shell and its tests get the fake when they import `vscode`, and
// nothing else can import it. The language client, which needs the real one, is replaced as well.
import Module, { createRequire } from 'node:module';
import { fakeVscode, resetFakeVscode } from './vscode';

type Load = (request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;
const loader = Module as unknown as { _load: Load };
const load = loader._load;
const require = createRequire(import.meta.url);
const languageClient = /^vscode-languageclient(\/|$)|[\\/]node_modules[\\/]vscode-languageclient[\\/]/;

loader._load = (request, parent, isMain) => {
  if (request === 'vscode' && /[\\/]shell[\\/]|[\\/]extension\.ts$/.test(parent?.filename ?? '')) {
    return fakeVscode;
  }
  // Loaded only where it is needed: few tests do.
  return languageClient.test(request) ? (require('./languageClient') as unknown) : load(request, parent, isMain);
};

export const mochaHooks = {
  beforeAll: async () => {
    const { loadFailureWords } = await import('../../../src/shell/words/failureInWords');
    await loadFailureWords();
  },
  afterEach: resetFakeVscode,
};
