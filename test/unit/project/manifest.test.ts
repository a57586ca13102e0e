// src/manifest.ts against package.json, both ways: each id in one is in the other.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { englishManifest } from '../../../scripts/manifest';
import { choiceHandlers } from '../../../src/shell/viewOptions/optionTable';
import {
  CommandId,
  ContextKey,
  RowContext,
  Setting,
  ViewId,
  containerId,
  settingsSection,
  viewContextKey,
  viewContextKeys,
} from '../../../src/manifest';
import { fits } from '../../support/whenClause';

const manifest = englishManifest();
const { contributes } = manifest;
const values = (object: Record<string, string>) => Object.values(object).sort();
type MenuEntry = { when: string; group?: string } & ({ command: string } | { submenu: string });
const menuEntries = (Object.entries(contributes.menus) as [string, MenuEntry[]][]).flatMap(([menu, entries]) =>
  entries.map(entry => ({ command: '', submenu: '', group: '', ...entry, menu })),
);
const allCommands = [...values(CommandId), ...Object.keys(choiceHandlers())].sort();
const whenClauses = [...menuEntries, ...contributes.keybindings, ...contributes.viewsWelcome].map(({ when }) => when);

describe('package.json and manifest.ts', () => {
  it('have the same commands', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), allCommands);
  });

  it('have the same container and views', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [containerId],
    );
    assert.deepEqual(Object.keys(contributes.views), [containerId]);
    assert.deepEqual(contributes.views[containerId].map(({ id }) => id).sort(), values(ViewId));
  });

  it('have the same settings', () => {
    assert.deepEqual(
      Object.keys(contributes.configuration.properties).sort(),
      values(Setting).map(name => `${settingsSection}.${name}`),
    );
  });

  it('have the same context keys', () => {
    const named = new Set(whenClauses.flatMap(when => when.match(/codexThreadTree(\.\w+)+/g) ?? []));
    const known = new Set<string>(values(ViewId));
    const expected = [
      ...values(ContextKey),
      ...(['threads', 'archived'] as const).flatMap(view => viewContextKeys.map(key => viewContextKey(view, key))),
    ];
    assert.deepEqual([...named].filter(key => !known.has(key)).sort(), expected.sort());
  });

  it('name no command that is not contributed', () => {
    const links = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command),
    );
    const used = [...menuEntries, ...contributes.keybindings]
      .flatMap(({ command }) => (command === '' ? [] : command))
      .concat(links.filter(link => link?.startsWith('codexThreadTree.')) as string[]);
    assert.deepEqual(
      used.filter(command => !allCommands.includes(command)),
      [],
    );
  });

  it('have the same submenus', () => {
    const submenus = contributes.submenus.map(({ id }) => id).sort();
    assert.deepEqual(
      [...new Set(menuEntries.flatMap(({ submenu }) => (submenu === '' ? [] : submenu)))].sort(),
      submenus,
    );
    assert.deepEqual(
      submenus.filter(id => menuEntries.every(({ menu }) => menu !== id)),
      [],
    );
  });

  it('name existing icons', () => {
    const icons = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.views[containerId].map(({ icon }) => icon),
    ];
    assert.deepEqual(
      icons.filter(icon => !existsSync(path.join(import.meta.dirname, '../../..', icon))),
      [],
    );
  });
});

describe('The menu of a row', () => {
  const menuOf = (viewId: string, context: string) =>
    menuEntries
      .filter(({ menu, when }) => menu === 'view/item/context' && fits(when, { view: viewId, viewItem: context }))
      .map(
        ({ command, group }) =>
          `${command.replace('codexThreadTree.', '')}${group.startsWith('inline') ? ' (button)' : ''}`,
      )
      .sort();
  const reading = ['copyId', 'openRollout', 'revealRollout'];

  const table: [string, string, string[]][] = [
    [ViewId.threads, RowContext.active, ['archive', 'archive (button)', ...reading]],
    [ViewId.threads, RowContext.activeFailed, ['archive', 'archive (button)', ...reading, 'retry', 'retry (button)']],
    [ViewId.threads, RowContext.activeParent, ['archive', 'archive (button)', 'archiveChildren', ...reading]],
    [
      ViewId.threads,
      RowContext.activeParentFailed,
      ['archive', 'archive (button)', 'archiveChildren', ...reading, 'retry', 'retry (button)'],
    ],
    [ViewId.threads, RowContext.activeBusy, reading],
    [ViewId.threads, RowContext.group, ['archiveGroup', 'archiveGroup (button)']],
    [ViewId.archived, RowContext.group, ['unarchiveGroup', 'unarchiveGroup (button)']],
    [ViewId.archived, RowContext.archived, [...reading, 'unarchive', 'unarchive (button)']],
    [
      ViewId.archived,
      RowContext.archivedFailed,
      [...reading, 'retry', 'retry (button)', 'unarchive', 'unarchive (button)'],
    ],
    [ViewId.archived, RowContext.archivedBusy, reading],
    [ViewId.threads, '', []],
  ];
  for (const [viewId, context, commands] of table) {
    it(`${context === '' ? 'no thread' : context} in ${viewId}`, () =>
      assert.deepEqual(menuOf(viewId, context), commands.sort()));
  }
});

describe('The option menus of a view', () => {
  const titles = Object.fromEntries(contributes.commands.map(({ command, title }) => [command, title]));
  /** What the submenu shows, from top to bottom. */
  const menuOf = (submenu: string, view: 'threads' | 'archived', keys: Record<string, unknown>) =>
    menuEntries
      .filter(
        ({ menu, when }) =>
          menu === `codexThreadTree.${submenu}` &&
          fits(when, {
            view: ViewId[view],
            ...Object.fromEntries(
              Object.entries(keys).map(([key, value]) => [`codexThreadTree.${view}.${key}`, value]),
            ),
          }),
      )
      .sort((a, b) => a.group.localeCompare(b.group))
      .map(({ command }) => titles[command]);

  const table: [string, Record<string, unknown>, string[]][] = [
    ['group', { group: 'none' }, ['✓ Not Grouped', 'Date', 'Workspace']],
    ['group', { group: 'workspace' }, ['Not Grouped', 'Date', '✓ Workspace']],
    ['sort', { sort: 'name' }, ['Last Activity', 'Creation', '✓ Name', 'Number of Sub-Agents']],
    ['scope', { scope: 'all' }, ['✓ All', 'This Workspace']],
    [
      'show',
      { orphans: true, exec: false, empty: true },
      ['✓ Sub-Agents Without a Known Parent', 'Exec Runs', '✓ Empty Threads'],
    ],
  ];
  for (const view of ['threads', 'archived'] as const) {
    for (const [submenu, keys, entries] of table) {
      it(`${submenu} of ${view}: ${JSON.stringify(keys)}`, () =>
        assert.deepEqual(menuOf(submenu, view, keys), entries));
    }
  }

  it('have commands that the palette does not show', () => {
    const hidden = menuEntries
      .filter(({ menu, when }) => menu === 'commandPalette' && when === 'false')
      .map(({ command }) => command);
    assert.deepEqual(
      Object.keys(choiceHandlers()).filter(id => !hidden.includes(id)),
      [],
    );
  });
});
