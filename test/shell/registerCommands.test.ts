import assert from 'node:assert/strict';
import { englishManifest } from '../../scripts/manifest';
import { CommandId } from '../../src/manifest';
import type { OperationSummary } from '../../src/protocol/methods';
import { askAboutUnfinished, registerCommands } from '../../src/shell/registerCommands';
import { fakeContext, fakeLog, fakeService, fakeViews, settled } from './fake/service';
import { fakeWindow } from './fake/window';
import { fakeCommands } from './fake/workspace';

/** Waits until the commands' code is loaded. */
async function loaded(): Promise<void> {
  await import('../../src/shell/commands');
  await settled();
}

describe('The commands', () => {
  function setUp(...services: Parameters<typeof fakeService>) {
    const fake = fakeService(...services);
    const commands = fakeCommands();
    const { shown } = fakeWindow(({ buttons }) => buttons[0]);
    const { log, lines } = fakeLog();
    const views = fakeViews();
    const context = fakeContext(fake.service, { views, log });
    return { ...fake, commands, shown, lines, context, views };
  }

  it('are those of package.json', () => {
    const { commands, context } = setUp({});
    const registration = registerCommands(context);
    assert.deepEqual(
      [...commands.registered.keys()].sort(),
      englishManifest()
        .contributes.commands.map(({ command }) => command)
        .sort(),
    );
    registration.dispose();
    assert.equal(commands.registered.size, 0);
  });

  it('get what they are called with, and answer what they resolve to', async () => {
    const undone = { operation: 'o', reports: [{ threadId: 'a', status: 'restored' as const }], names: {} };
    const { commands, context, requests } = setUp({ 'threadTree/undo': () => undone });
    registerCommands(context);
    assert.deepEqual(await commands.run(CommandId.undo, 'o7'), undone.reports);
    assert.deepEqual(requests, [['threadTree/undo', { operation: 'o7', token: '1' }]]);
  });

  it('show an error once, and answer undefined', async () => {
    const { commands, context, shown, lines } = setUp({});
    registerCommands(context);
    assert.equal(await commands.run(CommandId.undo, 'o7'), undefined);
    assert.deepEqual(
      shown.map(({ kind, text }) => [kind, text]),
      [['error', 'Thread Tree for Codex ran into a bug (The fake service has no answer to threadTree/undo.).']],
    );
    assert.equal(lines.length, 1);
  });

  describe('that ask about interrupted operations', () => {
    const interrupted: OperationSummary = {
      operation: 'o1',
      kind: 'archive',
      startedAt: 1,
      threads: 5,
      left: 7,
      name: 'Fix it',
    };

    it('ask when one is found, once', async () => {
      const { context, notify, shown } = setUp({ 'threadTree/operations': () => new Promise(() => undefined) });
      const registration = askAboutUnfinished(context);
      notify('threadTree/unfinished', { operations: [interrupted] });
      notify('threadTree/unfinished', { operations: [interrupted, { ...interrupted, operation: 'o2' }] });
      await loaded();
      assert.deepEqual(
        shown.map(({ text }) => text),
        Array(2).fill('Archiving “Fix it” was interrupted: 5 of 12 threads are archived.'),
      );
      registration.dispose();
      notify('threadTree/unfinished', { operations: [{ ...interrupted, operation: 'o3' }] });
      await loaded();
      assert.equal(shown.length, 2);
    });
  });
});
