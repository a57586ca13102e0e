// src/manifest.ts against package.json, both ways: each id in one is in the other.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { englishManifest } from '../../../scripts/manifest';
import {
  CommandId,
  ContextKey,
  PINNED_CONTEXT,
  RowContext,
  Setting,
  ViewId,
  containerId,
  settingsSection,
  viewContextKey,
  viewContextKeys,
} from '../../../src/manifest';
import { fits } from '../../support/whenClause';

const root = path.join(import.meta.dirname, '../../..');
const manifest = englishManifest();
const { contributes } = manifest;
const values = (object: Record<string, string>) => Object.values(object).sort();
type MenuEntry = { command: string; when: string; group?: string };
const menuEntries = (Object.entries(contributes.menus) as [string, MenuEntry[]][]).flatMap(([menu, entries]) =>
  entries.map(entry => ({ group: '', ...entry, menu })),
);
const allCommands = values(CommandId);
const whenClauses = [...menuEntries, ...contributes.keybindings, ...contributes.viewsWelcome].map(({ when }) => when);

describe('package.json and manifest.ts', () => {
  it('have the same commands', () => {
    assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), allCommands);
  });

  it('have few commands, none with a letter as a check mark', () => {
    assert.ok(contributes.commands.length <= 60, `${contributes.commands.length} commands`);
    const marked = contributes.commands.filter(({ title }) => /[✓✔☑]/u.test(title));
    assert.deepEqual(marked, []);
  });

  it('show an icon of their own for unarchiving: `discard` means to discard changes', () => {
    const icons = contributes.commands.flatMap(command => ('icon' in command ? [[command.command, command.icon]] : []));
    const isUnarchive = (command = '') => /unarchive/i.test(command);
    assert.deepEqual(
      icons.filter(([command, icon]) => icon === '$(discard)' || isUnarchive(command) !== (icon === '$(inbox)')),
      [],
    );
  });

  it('name icons that the oldest VS Code has', () => {
    const known = new Set(readFileSync(path.join(root, 'test/fixtures/codicons.txt'), 'utf8').split('\n'));
    const texts = globSync(['package.json', 'src/**/*.ts'], { cwd: root }).map(file =>
      readFileSync(path.join(root, file), 'utf8'),
    );
    const named = texts.flatMap(text =>
      [...text.matchAll(/"\$\(([\w-]+)\)"|ThemeIcon\('([\w-]+)'|icon: '([\w-]+)'/g)].map(([, ...names]) =>
        names.join(''),
      ),
    );
    assert.ok(named.length > 20);
    assert.deepEqual(
      named.filter(name => !known.has(name)),
      [],
    );
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
      .map(({ command }) => command)
      .concat(links.filter(link => link?.startsWith('codexThreadTree.')) as string[]);
    assert.deepEqual(
      used.filter(command => !allCommands.includes(command)),
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
      icons.filter(icon => !existsSync(path.join(root, icon))),
      [],
    );
  });
});

describe('The menu of a row', () => {
  const menuOf = (viewId: string, context: string) =>
    menuEntries
      .filter(
        ({ menu, when }) =>
          menu === 'view/item/context' && fits(when, { view: viewId, viewItem: context, listMultiSelection: false }),
      )
      .map(
        ({ command, group }) =>
          `${command.replace('codexThreadTree.', '')}${group.startsWith('inline') ? ' (button)' : ''}`,
      )
      .sort();
  const going = ['copyResumeCommand', 'forkInTerminal', 'openInCodex', 'resumeInTerminal'];
  const reading = ['copyId', 'revealRollout', ...going];
  const moving = ['deletePermanently', 'moveToSection'];
  const ofSections = ['deleteSection', 'renameSection'];
  const changing = ['deletePermanently', 'moveToSection', 'pin', 'rename'];

  const table: [string, string, string[]][] = [
    [ViewId.threads, RowContext.active, [...changing, 'archive', 'archiveButton (button)', ...reading]],
    [
      ViewId.threads,
      RowContext.activeFailed,
      [...changing, 'archive', 'archiveButton (button)', ...reading, 'retry', 'retryButton (button)'],
    ],
    [
      ViewId.threads,
      RowContext.activeParent,
      ['showReport', ...changing, 'archive', 'archiveButton (button)', 'archiveChildren', ...reading],
    ],
    [
      ViewId.threads,
      RowContext.activeParentFailed,
      [
        'showReport',
        ...changing,
        'archive',
        'archiveButton (button)',
        'archiveChildren',
        ...reading,
        'retry',
        'retryButton (button)',
      ],
    ],
    [ViewId.threads, RowContext.activeBusy, reading],
    [
      ViewId.threads,
      `${RowContext.activeParentFailed}${PINNED_CONTEXT}`,
      [
        'showReport',
        'archive',
        'archiveButton (button)',
        'archiveChildren',
        'deletePermanently',
        'moveToSection',
        ...reading,
        'rename',
        'retry',
        'retryButton (button)',
        'unpin',
      ],
    ],
    [
      ViewId.archived,
      `${RowContext.archived}${PINNED_CONTEXT}`,
      [...moving, ...reading, 'unarchive', 'unarchiveButton (button)', 'unpin'],
    ],
    [ViewId.threads, RowContext.group, ['archiveGroup', 'archiveGroupButton (button)']],
    [ViewId.archived, RowContext.group, ['unarchiveGroup', 'unarchiveGroupButton (button)']],
    [ViewId.threads, RowContext.section, ['archiveGroup', 'archiveGroupButton (button)', ...ofSections]],
    [ViewId.archived, RowContext.section, ['unarchiveGroup', 'unarchiveGroupButton (button)', ...ofSections]],
    [ViewId.threads, RowContext.emptySection, ofSections],
    [ViewId.archived, RowContext.archived, [...moving, ...reading, 'unarchive', 'unarchiveButton (button)']],
    [
      ViewId.archived,
      RowContext.archivedFailed,
      [...moving, ...reading, 'retry', 'retryButton (button)', 'unarchive', 'unarchiveButton (button)'],
    ],
    [
      ViewId.archived,
      RowContext.archivedParent,
      [...moving, 'showReport', ...reading, 'unarchive', 'unarchiveButton (button)'],
    ],
    [ViewId.archived, RowContext.archivedBusy, reading],
    // Rows between two others of the view: they are of the other one.
    [ViewId.threads, RowContext.archived, [...moving, ...reading, 'unarchive', 'unarchiveButton (button)']],
    [ViewId.archived, RowContext.active, ['archive', 'archiveButton (button)', ...moving, ...reading]],
    [ViewId.threads, '', []],
  ];
  for (const [viewId, context, commands] of table) {
    it(`${context === '' ? 'no thread' : context} in ${viewId}`, () =>
      assert.deepEqual(menuOf(viewId, context), commands.sort()));
  }
});

describe('The menu of several selected rows', () => {
  const menuOf = (view: string, viewItem: string) =>
    menuEntries
      .filter(
        ({ menu, group, when }) =>
          menu === 'view/item/context' &&
          !group.startsWith('inline') &&
          fits(when, { view, viewItem, listMultiSelection: true }),
      )
      .map(({ command }) => command);
  /** VS Code shows the commands that are in the menu of each row. */
  const commonTo = (view: string, contexts: string[]) =>
    menuOf(view, contexts[0] ?? '').filter(command => contexts.every(each => menuOf(view, each).includes(command)));

  const { activeParent, archived, group, section } = RowContext;
  const table: [string, string[], string][] = [
    [ViewId.threads, [activeParent, group], CommandId.archive],
    [ViewId.threads, [group, group], CommandId.archive],
    [ViewId.threads, [section, group], CommandId.archive],
    [ViewId.archived, [archived, group], CommandId.unarchive],
    [ViewId.archived, [group, group], CommandId.unarchive],
  ];
  for (const [viewId, contexts, command] of table) {
    it(`${contexts.join(' and ')} in ${viewId}`, () => {
      assert.deepEqual(commonTo(viewId, contexts), [command]);
    });
  }
});

describe('The keys', () => {
  const ofViews = contributes.keybindings.filter(({ when }) => when.includes('focusedView'));
  const ofPages = contributes.keybindings.filter(({ when }) => !when.includes('focusedView'));
  const keysIn = (view: string) =>
    ofViews
      .filter(({ when }) => fits(when, { focusedView: view, listFocus: true, inputFocus: false }))
      .map(({ key, command }) => `${key}: ${command.replace('codexThreadTree.', '')}`);

  const table: [string, string[]][] = [
    [
      ViewId.threads,
      [
        'delete: archive',
        'f2: rename',
        'shift+delete: deletePermanently',
        'ctrl+z: undoLast',
        'ctrl+f: find',
        'f8: nextWaiting',
      ],
    ],
    [
      ViewId.archived,
      [
        'delete: unarchive',
        'f2: rename',
        'shift+delete: deletePermanently',
        'ctrl+z: undoLast',
        'ctrl+f: find',
        'f8: nextWaiting',
      ],
    ],
    [ViewId.cleanUp, ['space: cleanUpToggle']],
    ['workbench.explorer.fileView', []],
  ];
  for (const [view, expected] of table) {
    it(`of ${view}`, () => assert.deepEqual(keysIn(view), expected));
  }

  it('do nothing while the user types', () => {
    const typing = ofViews.filter(({ when }) =>
      Object.values(ViewId).some(focusedView => fits(when, { focusedView, listFocus: true, inputFocus: true })),
    );
    assert.deepEqual(typing, []);
  });

  it('of transcripts, whose text nobody can edit, are those of their editor only', () => {
    assert.deepEqual(
      ofPages.map(({ key, command }) => `${key}: ${command.replace('codexThreadTree.', '')}`),
      ['alt+up: previousPrompt', 'alt+down: nextPrompt', 'f8: nextFailure'],
    );
    assert.ok(ofPages.every(({ when }) => when === 'editorTextFocus && editorLangId == codex-transcript'));
  });

  it('are sent to the view that they are of', () => {
    const views = contributes.keybindings.flatMap(({ when, args }) =>
      typeof args === 'object' ? [[when.includes(`focusedView == ${args.$treeViewId} `), args.$focusedTreeItem]] : [],
    );
    assert.equal(views.length, 7);
    assert.deepEqual(
      views.filter(([isSame, hasRow]) => !isSame || hasRow !== true),
      [],
    );
  });
});
