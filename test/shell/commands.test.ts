// Each command does what its id says, in its own view: for commands whose own tests do not know their id.
import assert from 'node:assert/strict';
import path from 'node:path';
import { Uri } from 'vscode';
import { CommandId } from '../../src/manifest';
import { handlers } from '../../src/shell/commands';
import { defaultChoices, optionsOf } from '../../src/shell/viewOptions/viewChoices';
import { archive, diskFull, planOf, reports as reportsOf } from '../support/outcomes';
import { threadDetails } from '../support/threadDetails';
import { groupNode, threadNode } from './fake/nodes';
import { fakeInputBox, fakeQuickPick, fakeShowQuickPick } from './fake/quickInput';
import { fakeContext, fakeLog, fakeService, fakeViews, settled } from './fake/service';
import { fakeTranscriptEditor } from './fake/transcriptEditor';
import { fakeVscode } from './fake/vscode';
import { fakeWindow } from './fake/window';
import { commandLineOf, fakeTerminals } from './fake/terminals';
import { fakeCommands, fakeFolders, fakeSettings } from './fake/workspace';

const noTotals = { durationMs: 0, tokens: 0, unknownTokens: 0, changedFiles: 0, failedCommands: 0 };

const deletePlan = { plan: 'p', threads: 2, active: 2, bytes: 9, running: 0, waiting: 0, elsewhere: [], forks: [] };

/** Runs a command, and lists what it did. */
async function run(id: CommandId, ...args: unknown[]): Promise<string[]> {
  const did: string[] = [];
  const result = () => ({ operation: 'o', reports: [], names: {} });
  const { service, requests } = fakeService({
    'threadTree/plan': () => planOf(1, { plan: 'p' }),
    'threadTree/members': ({ view }) => ({ threadIds: [`in ${view}`] }),
    'threadTree/archive': result,
    'threadTree/unarchive': result,
    'threadTree/undo': result,
    'threadTree/rename': () => null,
    'threadTree/pin': () => null,
    'threadTree/sections': () => ({ sections: [{ id: 's', name: 'Alpha', threads: 2 }] }),
    'threadTree/moveToSection': () => null,
    'threadTree/createSection': () => ({ sectionId: 's' }),
    'threadTree/renameSection': () => null,
    'threadTree/deleteSection': () => null,
    'threadTree/deletePlan': () => deletePlan,
    'threadTree/operations': () => ({ operations: [] }),
    'threadTree/list': () => new Promise(() => undefined),
    'threadTree/check': () => ({ threads: 1, rollouts: 1, issues: [], leftOut: {} }),
    'threadTree/commandLine': ({ action, threadId }) => commandLineOf({ args: [action, threadId] }),
    'threadTree/report': () => ({ name: 'x', threads: [], leftOut: 0, totals: noTotals }),
    'threadTree/transcriptGoTo': () => ({ line: 7 }),
    'threadTree/turnText': () => ({ turn: { number: 1, text: '## Turn 1' } }),
    'threadTree/changeAt': () => ({ change: { id: 'p', index: 0, turn: 2, file: 'a.ts' } }),
    'threadTree/details': () => threadDetails({}, { rollout: { path: '/h/r.jsonl', bytes: 1 } }),
  });
  const { shown } = fakeWindow(({ buttons, detail }) => (detail === undefined ? undefined : buttons[0]));
  fakeFolders();
  fakeSettings();
  const commands = fakeCommands();
  const picker = fakeQuickPick();
  const input = fakeInputBox();
  const asked = fakeShowQuickPick(() => undefined);
  fakeVscode.window.showInputBox = () => Promise.resolve('new');
  Object.assign(fakeVscode, { extensions: { getExtension: () => undefined } });
  const clipboard = { writeText: (text: string) => Promise.resolve(void did.push(`copied ${text}`)) };
  Object.assign(fakeVscode.env, { clipboard, uiKind: 1, remoteName: 'ssh-remote' });
  fakeVscode.window.showTextDocument = () => Promise.resolve(void did.push('document shown'));
  fakeTerminals(did);
  fakeVscode.workspace.openTextDocument = (uri: unknown) => Promise.resolve(uri);
  const reportUri =
    id === CommandId.exportReport ? { uri: Uri.from({ scheme: 'codex-report', path: '/Report.txt' }) } : {};
  const { editor } = fakeTranscriptEditor(reportUri);
  fakeVscode.window.setStatusBarMessage = (text: string) => void did.push(text);
  fakeVscode.window.showSaveDialog = ({ defaultUri }: { defaultUri: Uri }) =>
    Promise.resolve(void did.push(`Save ${path.basename(defaultUri.path)}`));
  const part = (name: string) => ({
    onDidSelect: () => ({ dispose: () => undefined }),
    refresh: () => void did.push(`refresh ${name}`),
    showMore: () => Promise.resolve(void did.push(`more in ${name}`)),
    options: () => optionsOf(defaultChoices, []),
  });
  const views = fakeViews({ threads: part('threads'), archived: part('archived') });
  for (const view of ['threads', 'archived'] as const) {
    views[view].choices.set({ filter: 'x', sort: 'name' });
    views[view].choices.onDidChange(({ filter, sort }) => did.push(`${view}: filter “${filter}”, sort ${sort}`));
  }
  const open = {
    toggle: (threadId: string) => void did.push(`toggle ${threadId}`),
    checkAll: (on: boolean) => void did.push(`check ${on ? 'all' : 'none'}`),
    showMore: () => void did.push('more in cleanUp'),
    checkedRoots: () => [],
    dispose: () => void did.push('closed'),
  };
  const reports = {
    reports: { set: (threadId: string) => void did.push(`report of ${threadId}`) },
    changed: { fire: () => undefined },
  };
  const fakeLogged = fakeLog();
  const waiting = [{ threadId: 'w', status: 'waitingForApproval', source: 'socket' }];
  const context = fakeContext(service, {
    views: Object.assign(views, { reveal: (threadId: string) => Promise.resolve(void did.push(`reveal ${threadId}`)) }),
    live: { look: () => Promise.resolve(waiting) } as never,
    log: fakeLogged.log,
    reports: reports as never,
    cleanUp: { open: open as never },
  });
  context.statuses.finish('1', { request: archive, reports: reportsOf([[1, 'failed', diskFull]]), cancelled: false });
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
  if (commands.executed.some(([command]) => command === 'workbench.action.openRemoteSettings')) {
    did.push('remote settings opened');
  }
  did.push(...commands.executed.flatMap(([id, , , title]) => (id === 'vscode.diff' ? [`${id} ${String(title)}`] : [])));
  if (fakeLogged.shown > 0) {
    did.push('log shown');
  }
  if (editor.selection.active.line !== 0) {
    did.push(`caret at ${editor.selection.active.line}`);
  }
  const operations = requests.filter(([method]) => /archive|undo|rename|pin|delete|create|move/.test(method));
  return [
    ...did,
    ...operations.map(([method, params]) => `${method.replace('threadTree/', '')} ${whom(params)}`.trim()),
  ];
}

const whom = (params: unknown) => {
  const {
    threadId,
    threadIds = [],
    keepRoots = false,
    pinned,
    sectionId,
    name,
  } = params as {
    sectionId?: string;
    name?: string;
    threadId?: string;
    threadIds?: string[];
    keepRoots?: boolean;
    pinned?: boolean;
  };
  const section = [sectionId, name].filter(each => each !== undefined).join(' ');
  return `${threadId ?? (threadIds.join() || section)}${keepRoots ? ' keeping the roots' : ''}${pinned === false ? ' no more' : ''}`;
};

describe('The command', () => {
  const section = groupNode('threads', { key: 's', section: 'Alpha' });
  const table: Record<CommandId, [args: unknown[], did: (string | RegExp)[]]> = {
    [CommandId.archive]: [['a'], [/^Nothing to archive|^Archived/, 'archive a']],
    [CommandId.unarchive]: [['a'], [/archive/, 'unarchive a']],
    [CommandId.archiveSubAgents]: [['a'], [/archive/i, 'archive a keeping the roots']],
    [CommandId.archiveGroup]: [[groupNode('threads', {})], ['Archive 1 thread?', /./, 'archive in threads']],
    [CommandId.unarchiveGroup]: [[groupNode('archived', {})], ['Unarchive 1 thread?', /./, 'unarchive in archived']],
    [CommandId.archiveButton]: [[threadNode({ threadId: 'a' })], [/^Nothing to archive|^Archived/, 'archive a']],
    [CommandId.unarchiveButton]: [[threadNode({ threadId: 'a' })], [/archive/, 'unarchive a']],
    [CommandId.archiveGroupButton]: [[groupNode('threads', {})], ['Archive 1 thread?', /./, 'archive in threads']],
    [CommandId.unarchiveGroupButton]: [
      [groupNode('archived', {})],
      ['Unarchive 1 thread?', /./, 'unarchive in archived'],
    ],
    [CommandId.retryButton]: [[], [/./, 'archive failed0']],
    [CommandId.find]: [[], ['Find Threads']],
    [CommandId.cleanUpOld]: [[], ['Clean Up Old Threads']],
    [CommandId.cleanUpArchive]: [[], ['Nothing to archive: nothing is checked.']],
    [CommandId.cleanUpToggle]: [[threadNode({ threadId: 'a' })], ['toggle a']],
    [CommandId.cleanUpCheckAll]: [[], ['check all']],
    [CommandId.cleanUpCheckNone]: [[], ['check none']],
    [CommandId.cleanUpCancel]: [[], ['closed']],
    [CommandId.cleanUpShowMore]: [[], ['more in cleanUp']],
    [CommandId.retry]: [[], [/./, 'archive failed0']],
    [CommandId.undo]: [['o'], [/^Nothing to undo/, 'undo']],
    [CommandId.undoLast]: [['threads'], [/^Nothing to undo/]],
    [CommandId.checkRecords]: [[], ['No problems found: checked 1 thread and 1 rollout.']],
    [CommandId.refresh]: [[], ['refresh threads', 'refresh archived']],
    [CommandId.copyId]: [['a'], ['copied a']],
    [CommandId.nextWaiting]: [[], ['reveal w']],
    [CommandId.resumeInTerminal]: [['a'], ['terminal resume a']],
    [CommandId.forkInTerminal]: [['a'], ['terminal fork a']],
    [CommandId.openInCodex]: [['a'], ['terminal resume a']],
    [CommandId.copyResumeCommand]: [['a'], ['copied codex resume a']],
    [CommandId.rename]: [['a'], ['refresh threads', 'rename a']],
    [CommandId.pin]: [['a'], ['refresh threads', 'refresh archived', 'pin a']],
    [CommandId.moveToSection]: [['a'], ['Move to Section']],
    [CommandId.newSection]: [
      [],
      ['refresh threads', 'refresh archived', 'Created the section “new”.', 'createSection new'],
    ],
    [CommandId.renameSection]: [[section], ['refresh threads', 'refresh archived', 'renameSection s new']],
    [CommandId.deleteSection]: [
      [section],
      ['refresh threads', 'refresh archived', 'Delete the section “Alpha”?', 'deleteSection s'],
    ],
    [CommandId.deletePermanently]: [
      ['a'],
      ['Delete 2 threads permanently?', /^Archived|^Nothing|./, 'deletePlan a', 'archive a'],
    ],
    [CommandId.deleteArchivedOld]: [[], ['Delete Archived Threads']],
    [CommandId.unpin]: [['a'], ['refresh threads', 'refresh archived', 'pin a no more']],
    [CommandId.showReport]: [['a'], ['report of a', 'document shown']],
    [CommandId.nextPrompt]: [[], ['caret at 7']],
    [CommandId.previousPrompt]: [[], ['caret at 7']],
    [CommandId.nextFailure]: [[], ['caret at 7']],
    [CommandId.copyTurn]: [[], ['copied ## Turn 1', 'Copied turn 1 as Markdown']],
    [CommandId.exportMarkdown]: [[], ['Save Fix it.md']],
    [CommandId.exportHtml]: [[], ['Save Fix it.html']],
    [CommandId.openChange]: [[], ['vscode.diff a.ts (turn 2)']],
    [CommandId.openRawRollout]: [[], ['document shown']],
    [CommandId.exportReport]: [[], ['Save Report.txt']],
    [CommandId.revealRollout]: [['a'], ['copied /h/r.jsonl']],
    [CommandId.showLog]: [[], ['log shown']],
    [CommandId.openHomeSetting]: [[], ['remote settings opened']],
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
