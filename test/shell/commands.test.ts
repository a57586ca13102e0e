// Each command does what its id says, in its own view: for commands whose own tests do not know their id.
import assert from 'node:assert/strict';
import { CommandId } from '../../src/manifest';
import { handlers } from '../../src/shell/commands';
import { archive, diskFull, reports } from '../support/outcomes';
import { threadDetails } from '../support/threadDetails';
import { groupNode } from './fake/nodes';
import { fakeInputBox, fakeQuickPick, fakeShowQuickPick } from './fake/quickInput';
import { fakeContext, fakeLog, fakeService, fakeViews, settled } from './fake/service';
import { fakeVscode } from './fake/vscode';
import { fakeWindow } from './fake/window';
import { fakeCommands, fakeFolders, fakeSettings } from './fake/workspace';

/** Runs a command, and lists what it did. */
async function run(id: CommandId, ...args: unknown[]): Promise<string[]> {
  const did: string[] = [];
  const result = () => ({ operation: 'o', reports: [], names: {} });
  const { service, requests } = fakeService({
    'threadTree/plan': () => ({ plan: 'p', threads: 1, rootsWithSubAgents: 0 }),
    'threadTree/members': ({ view }) => ({ threadIds: [`in ${view}`] }),
    'threadTree/archive': result,
    'threadTree/unarchive': result,
    'threadTree/undo': result,
    'threadTree/list': () => new Promise(() => undefined),
    'threadTree/check': () => ({ threads: 1, rollouts: 1, issues: [], leftOut: {} }),
    'threadTree/details': () => threadDetails({}, { rollout: { path: '/h/r.jsonl', bytes: 1 } }),
  });
  const { shown } = fakeWindow(({ buttons, detail }) => (detail === undefined ? undefined : buttons[0]));
  fakeFolders();
  fakeSettings();
  fakeCommands();
  const picker = fakeQuickPick();
  const input = fakeInputBox();
  const asked = fakeShowQuickPick(() => undefined);
  const clipboard = { writeText: (text: string) => Promise.resolve(void did.push(`copied ${text}`)) };
  Object.assign(fakeVscode.env, { clipboard, uiKind: 1, remoteName: 'ssh-remote' });
  fakeVscode.window.showTextDocument = () => Promise.resolve(void did.push('document shown'));
  const part = (name: string) => ({
    onDidSelect: () => ({ dispose: () => undefined }),
    refresh: () => void did.push(`refresh ${name}`),
    showMore: () => void did.push(`more in ${name}`),
  });
  const views = fakeViews({ threads: part('threads'), archived: part('archived') });
  for (const view of ['threads', 'archived'] as const) {
    views[view].choices.set({ filter: 'x', sort: 'name' });
    views[view].choices.onDidChange(({ filter, sort }) => did.push(`${view}: filter “${filter}”, sort ${sort}`));
  }
  const open = {
    checkAll: (on: boolean) => void did.push(`check ${on ? 'all' : 'none'}`),
    showMore: () => void did.push('more in cleanUp'),
    checkedRoots: () => [],
    dispose: () => void did.push('closed'),
  };
  const fakeLogged = fakeLog();
  const context = fakeContext(service, { views, log: fakeLogged.log, cleanUp: { open: open as never } });
  context.statuses.finish('1', { request: archive, reports: reports([[1, 'failed', diskFull]]), cancelled: false });
  const running = handlers[id](context, ...args);
  await settled();
  if (picker.isOpen) {
    did.push(picker.picker.title || picker.picker.placeholder);
    picker.close();
  }
  if (input.isOpen) {
    did.push(input.box.title);
  }
  await running;
  did.push(...asked.map(({ title = '' }) => title));
  did.push(...shown.map(({ text }) => text));
  if (fakeLogged.shown > 0) {
    did.push('log shown');
  }
  const operations = requests.filter(([method]) => /archive|undo/.test(method));
  return [
    ...did,
    ...operations.map(([method, params]) => `${method.replace('threadTree/', '')} ${whom(params)}`.trim()),
  ];
}

const whom = (params: unknown) => {
  const { threadIds = [], keepRoots = false } = params as { threadIds?: string[]; keepRoots?: boolean };
  return `${threadIds.join()}${keepRoots ? ' keeping the roots' : ''}`;
};

describe('The command', () => {
  const table: Record<CommandId, [args: unknown[], did: (string | RegExp)[]]> = {
    [CommandId.archive]: [['a'], [/^Nothing to archive|^Archived/, 'archive a']],
    [CommandId.unarchive]: [['a'], [/archive/, 'unarchive a']],
    [CommandId.archiveSubAgents]: [['a'], [/archive/i, 'archive a keeping the roots']],
    [CommandId.archiveGroup]: [[groupNode('threads', {})], ['Archive 1 thread?', /./, 'archive in threads']],
    [CommandId.unarchiveGroup]: [[groupNode('archived', {})], ['Unarchive 1 thread?', /./, 'unarchive in archived']],
    [CommandId.find]: [[], ['Find Threads']],
    [CommandId.archiveOld]: [[], ['Archive Old Threads']],
    [CommandId.cleanUpArchive]: [[], ['Nothing to archive: nothing is checked.']],
    [CommandId.cleanUpCheckAll]: [[], ['check all']],
    [CommandId.cleanUpCheckNone]: [[], ['check none']],
    [CommandId.cleanUpCancel]: [[], ['closed']],
    [CommandId.cleanUpShowMore]: [[], ['more in cleanUp']],
    [CommandId.retry]: [[], [/./, 'archive failed0']],
    [CommandId.undo]: [['o'], [/^Nothing to undo/, 'undo']],
    [CommandId.checkRecords]: [[], ['No problems found: checked 1 thread and 1 rollout.']],
    [CommandId.refresh]: [[], ['refresh threads', 'refresh archived']],
    [CommandId.copyId]: [['a'], ['copied a']],
    [CommandId.openRollout]: [['a'], ['document shown']],
    [CommandId.revealRollout]: [['a'], ['copied /h/r.jsonl']],
    [CommandId.showLog]: [[], ['log shown']],
    [CommandId.showMore]: [[{ kind: 'more', view: 'archived' }], ['more in archived']],
    [CommandId.filterThreads]: [[], ['Filter Threads']],
    [CommandId.filterArchived]: [[], ['Filter Archived Threads']],
    [CommandId.clearFilterThreads]: [[], ['threads: filter “”, sort name']],
    [CommandId.clearFilterArchived]: [[], ['archived: filter “”, sort name']],
    [CommandId.optionsThreads]: [[], ['View Options: Threads']],
    [CommandId.optionsArchived]: [[], ['View Options: Archived Threads']],
    [CommandId.resetThreads]: [[], ['threads: filter “”, sort recency']],
    [CommandId.resetArchived]: [[], ['archived: filter “”, sort recency']],
  };
  for (const id of Object.values(CommandId)) {
    it(id, async () => {
      const [args, expected] = table[id];
      const did = await run(id, ...args);
      assert.equal(did.length, expected.length, did.join('; '));
      expected.forEach((each, at) => {
        if (each instanceof RegExp) assert.match(did[at] ?? '', each);
        else assert.equal(did[at], each);
      });
    });
  }
});
