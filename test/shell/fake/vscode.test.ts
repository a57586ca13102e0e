import assert from 'node:assert/strict';
import { EventEmitter, l10n, TreeItem, window, workspace } from 'vscode';
import { fakeVscode } from './vscode';

describe('The fake vscode', () => {
  it('throws on a member that the test has not provided, and names it', () => {
    assert.throws(() => window.showInformationMessage('x'), /The fake vscode\.window has no "showInformationMessage"/);
    assert.throws(() => workspace.workspaceFolders, /vscode\.workspace has no "workspaceFolders"/);
  });

  it('gives what the test has provided', async () => {
    fakeVscode.window.showWarningMessage = () => Promise.resolve('Retry');
    assert.equal(await window.showWarningMessage('Failed.', 'Retry'), 'Retry');
  });

  it('forgets after each test what was provided', () => {
    assert.throws(() => window.showWarningMessage('x'), /has no "showWarningMessage"/);
  });

  it('fills in the arguments of texts, in each form that VS Code takes', () => {
    assert.equal(l10n.t('plain'), 'plain');
    assert.equal(l10n.t('{0} of {1}', 1, 'two'), '1 of two');
    assert.equal(l10n.t('{done} of {all}', { done: 1, all: 2 }), '1 of 2');
    assert.equal(l10n.t({ message: '{0}, {1}', args: ['a', 'b'], comment: 'A list' }), 'a, b');
    assert.equal(l10n.t('{0} and {1}', 'one'), 'one and {1}');
  });

  it('translates by the bundle', () => {
    fakeVscode.l10n.bundle = { 'Show {0}': '{0} を表示', 'on/A switch': 'オン' };
    assert.equal(l10n.t('Show {0}', 'X'), 'X を表示');
    assert.equal(l10n.t({ message: 'on', comment: 'A switch' }), 'オン');
    assert.equal(l10n.t('off'), 'off');
  });

  it('has events and data classes', () => {
    const emitter = new EventEmitter<number>();
    const seen: number[] = [];
    const subscription = emitter.event(value => seen.push(value));
    emitter.fire(1);
    subscription.dispose();
    emitter.fire(2);
    assert.deepEqual(seen, [1]);
    assert.equal(new TreeItem('row').label, 'row');
  });
});
