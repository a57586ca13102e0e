// src/manifest.ts against package.json, both ways: no id in one that is not in the other.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { englishManifest } from '../../scripts/manifest';
import { CommandId, ContextKey, RowContext, Setting, ViewId, containerId, settingsSection } from '../../src/manifest';

const manifest = englishManifest();
const { contributes } = manifest;
const values = (object: Record<string, string>) => Object.values(object).sort();
const menuEntries = Object.entries(contributes.menus).flatMap(([menu, entries]) => entries.map(entry => ({ group: '', ...entry, menu })));
const whenClauses = [...menuEntries, ...contributes.keybindings, ...contributes.viewsWelcome].map(({ when }) => when);

describe('package.json and manifest.ts', () => {
  it('have the same commands', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), values(CommandId));
  });

  it('have the same container and views', () => {
    assert.deepEqual(contributes.viewsContainers.activitybar.map(({ id }) => id), [containerId]);
    assert.deepEqual(Object.keys(contributes.views), [containerId]);
    assert.deepEqual(contributes.views[containerId].map(({ id }) => id).sort(), values(ViewId));
  });

  it('have the same settings', () => {
    assert.deepEqual(Object.keys(contributes.configuration.properties).sort(), values(Setting).map(name => `${settingsSection}.${name}`));
  });

  it('have the same context keys', () => {
    const named = new Set(whenClauses.flatMap(when => when.match(/codexThreadTree\.\w+/g) ?? []));
    const known = new Set<string>(values(ViewId));
    assert.deepEqual([...named].filter(key => !known.has(key)).sort(), values(ContextKey));
  });

  it('name no command that is not contributed', () => {
    const links = contributes.viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command));
    const used = [...menuEntries, ...contributes.keybindings].map(({ command }) => command).concat(links.filter(link => link?.startsWith('codexThreadTree.')) as string[]);
    assert.deepEqual(used.filter(command => !values(CommandId).includes(command)), []);
  });

  it('name icons that are there', () => {
    const icons = [manifest.icon, ...contributes.viewsContainers.activitybar.map(({ icon }) => icon), ...contributes.views[containerId].map(({ icon }) => icon)];
    assert.deepEqual(icons.filter(icon => !existsSync(path.join(import.meta.dirname, '../..', icon))), []);
  });
});

describe('The menu of a row', () => {
  const menuOf = (viewId: string, context: string) => menuEntries
    .filter(({ menu, when }) => menu === 'view/item/context' && fits(when, viewId, context))
    .map(({ command, group }) => `${command.replace('codexThreadTree.', '')}${group.startsWith('inline') ? ' (button)' : ''}`)
    .sort();
  const reading = ['copyId', 'openRollout', 'revealRollout'];

  const table: [string, string, string[]][] = [
    [ViewId.threads, RowContext.active, ['archive', 'archive (button)', ...reading]],
    [ViewId.threads, RowContext.activeFailed, ['archive', 'archive (button)', ...reading, 'retry', 'retry (button)']],
    [ViewId.threads, RowContext.activeBusy, reading],
    [ViewId.archived, RowContext.archived, [...reading, 'unarchive', 'unarchive (button)']],
    [ViewId.archived, RowContext.archivedFailed, [...reading, 'retry', 'retry (button)', 'unarchive', 'unarchive (button)']],
    [ViewId.archived, RowContext.archivedBusy, reading],
    [ViewId.threads, '', []],
  ];
  for (const [viewId, context, commands] of table) {
    it(`${context === '' ? 'no thread' : context} in ${viewId}`, () => assert.deepEqual(menuOf(viewId, context), commands.sort()));
  }
});

/** Evaluates the parts of a when clause that are about the view and the row; the others count as true. */
function fits(when: string, viewId: string, viewItem: string): boolean {
  const keys: Record<string, string> = { view: viewId, viewItem };
  return when.split(' && ').every(part => {
    const [, key = '', operator, operand = ''] = /^(\w+) (==|=~) (.+)$/.exec(part) ?? [];
    const value = keys[key];
    return value === undefined || (operator === '==' ? value === operand : new RegExp(operand.slice(1, -1)).test(value));
  });
}
