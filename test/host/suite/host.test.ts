// The features of the extension host that the extension relies on.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';

describe('the extension host', () => {
  it('is a VS Code that the manifest admits', () => {
    const [major = 0, minor = 0] = vscode.version.split('.').map(Number);
    assert.ok(major > 1 || (major === 1 && minor >= 103), vscode.version);
  });

  it('has node:sqlite', () => {
    const database = new DatabaseSync(':memory:');
    assert.deepEqual({ ...database.prepare('SELECT 1 + 1 AS two').get() }, { two: 2 });
    database.close();
  });

  it('has worker threads with WebAssembly', async () => {
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(typeof WebAssembly.instantiate)', {
      eval: true,
    });
    const answer = await new Promise(resolve => worker.once('message', resolve));
    assert.equal(answer, 'function');
    await worker.terminate();
  });
});
