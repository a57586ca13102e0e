// Small servers for tests of the connection: they speak LSP's life cycle, and misbehave on demand.
import { writeFileSync } from 'node:fs';

/**
 * Writes a worker's script. It answers `initialize` with its settings, `shutdown` and `exit`; a `threadTree/list` with
 * its own params. `extra` is code that comes before, for each message, with `id`, `method`, `params` and `answer` in
 * scope; returning true replaces the answer.
 */
export function writeScriptedServer(file: string, extra = ''): void {
  writeFileSync(
    file,
    `const { workerData: { port, codexHome, journal } } = require('node:worker_threads');
const fs = require('node:fs');
const answer = (id, result) => port.postMessage({ jsonrpc: '2.0', id, result });
const notify = (method, params) => port.postMessage({ jsonrpc: '2.0', method, params });
port.on('message', message => {
  const { id, method, params } = message;
  if ((() => { ${extra} })()) return;
  if (method === 'initialize') answer(id, { codexHome, journal, capabilities: {} });
  if (method === 'shutdown') answer(id, null);
  if (method === 'exit') port.close();
  if (method === 'threadTree/list') answer(id, params);
});
`,
  );
}
