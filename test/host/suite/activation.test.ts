// Activation, which every window has once it has started, is cheap where nobody looks at the threads. Runs first, by
// its file name.
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import { extension } from './extension';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

const workers: Worker[] = [];
process.on('worker', worker => workers.push(worker));

describe('Activation', () => {
  it('registers every command of the manifest', async () => {
    await extension().activate();
    const registered = await vscode.commands.getCommands(true);
    const contributed = (extension().packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.filter(command => !registered.includes(command)),
      [],
    );
  });

  it('starts no thread server', () => {
    assert.deepEqual(workers, []);
  });
});
