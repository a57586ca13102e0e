// What the window says in Chinese and Japanese: rows, times, questions and closing messages, put together as VS Code
// shows them.
import assert from 'node:assert/strict';
import { languages, readBundle, textsOf } from '../../../scripts/l10n/messages';
import { closingMessage } from '../../../src/shell/operations/closingMessage';
import { confirmationText } from '../../../src/shell/operations/confirmationText';
import { interruptedMessage } from '../../../src/shell/operations/operationWords';
import type { RowStatus } from '../../../src/shell/operations/threadStatuses';
import { undoItems } from '../../../src/shell/operations/undoItems';
import { description, pickerDescription, spokenLabel } from '../../../src/shell/tree/rowText';
import { timeAgo } from '../../../src/shell/words/relativeTime';
import { grouped } from '../../../src/shell/words/sentences';
import { archive, cancelled, diskFull, loaded, outcome, planOf, undo } from '../../support/outcomes';
import { NOW, row } from '../../support/row';
import { fakeVscode } from '../fake/vscode';

const HOUR = 3600;
const DAY = 24 * HOUR;
const summary = {
  operation: 'o',
  kind: 'archive',
  startedAt: NOW - 2 * HOUR,
  threads: 1200,
  left: 0,
  name: 'Fix it',
} as const;
const names = { failed0: 'Euler', loaded0: 'Euler', skipped0: 'Euler' };
const is = (status: RowStatus['status'], failure: RowStatus['failure'] = null): RowStatus => ({
  status,
  failure,
  waitsFor: null,
  retry: null,
});

const table: [string, () => string, Record<(typeof languages)[number], string>][] = [
  ['a moment ago', () => timeAgo(NOW, NOW).spoken, { 'zh-cn': '刚刚', ja: 'たった今' }],
  ['minutes ago', () => timeAgo(NOW - 300, NOW).spoken, { 'zh-cn': '5分钟前', ja: '5 分前' }],
  ['hours, in a row', () => timeAgo(NOW - 2 * HOUR, NOW).short, { 'zh-cn': '2小时', ja: '2 時間' }],
  ['yesterday', () => timeAgo(NOW - DAY, NOW).short, { 'zh-cn': '昨天', ja: '昨日' }],
  ['two days ago', () => timeAgo(NOW - 2 * DAY, NOW).spoken, { 'zh-cn': '2天前', ja: '2 日前' }],
  ['a day of this year', () => timeAgo(NOW - 30 * DAY, NOW).spoken, { 'zh-cn': '5月16日', ja: '5月16日' }],
  [
    'a day of another year',
    () => timeAgo(NOW - 365 * DAY, NOW).short,
    { 'zh-cn': '2025年6月15日', ja: '2025年6月15日' },
  ],
  ['a number', () => grouped(12_345), { 'zh-cn': '12,345', ja: '12,345' }],
  [
    'a row',
    () => pickerDescription(row({ descendants: 7, gitBranch: 'main' }), NOW),
    { 'zh-cn': '1小时 · 7 个子代理 · main', ja: '1 時間 · サブエージェント 7 個 · main' },
  ],
  [
    'an archived row',
    () => pickerDescription(row({ archived: true, archivedAt: NOW - 5 * DAY }), NOW),
    { 'zh-cn': '5天前归档', ja: 'アーカイブ: 5 日前' },
  ],
  [
    'a row of a thread that is open in Codex',
    () => description(row(), is('loaded', loaded), NOW).more,
    { 'zh-cn': '已在 Codex 中打开（进程 4711，codex）', ja: 'Codex で開かれています (プロセス 4711、codex)' },
  ],
  [
    'a row of a thread that failed',
    () =>
      description(
        row(),
        is('failed', { code: 'destinationTaken', destination: '/h/r.jsonl', location: 'archived' }),
        NOW,
      ).more,
    { 'zh-cn': '失败：已存在同名的已归档文件', ja: '失敗: 同じ名前のアーカイブ済みファイルが存在します' },
  ],
  [
    'a row, read aloud',
    () => spokenLabel(row({ kind: 'subAgent', descendants: 7, gitBranch: 'main' }), is('archiving'), NOW),
    {
      'zh-cn': 'Fix the flaky checkout tests，子代理，活动，1小时前，7 个子代理，分支 main；正在归档',
      ja: 'Fix the flaky checkout tests、サブエージェント、アクティブ、1 時間前、サブエージェント 7 個、ブランチ main。アーカイブ中',
    },
  ],
  [
    'the question before an archive',
    () => {
      const target = { threadId: 'a', name: 'Fix it', insideAnother: false };
      return confirmationText({ kind: 'archive', targets: [target] }, planOf(12)).detail;
    },
    {
      'zh-cn': '“Fix it”及其 11 个子代理。以后可以取消归档。',
      ja: '「Fix it」とそのサブエージェント 11 個。後でアーカイブを解除できます。',
    },
  ],
  [
    'the question about what was interrupted',
    () => interruptedMessage({ ...summary, left: 300 }),
    {
      'zh-cn': '归档“Fix it”被中断：已归档 1,200 个线程，共 1,500 个。',
      ja: '「Fix it」のアーカイブが中断されました。1,500 個のスレッドのうち 1,200 個がアーカイブ済みです。',
    },
  ],
  [
    'the end of an archive',
    () => closingMessage(outcome(archive, [[12, 'archived']]), names),
    { 'zh-cn': '已归档 12 个线程。', ja: '12 個のスレッドをアーカイブしました。' },
  ],
  [
    'the end of an archive of which some failed',
    () =>
      closingMessage(
        outcome(archive, [
          [10, 'archived'],
          [2, 'failed', diskFull],
        ]),
        names,
      ),
    {
      'zh-cn': '已归档 10 个线程，共 12 个。“Euler”失败。无法移动其 rollout：磁盘已满：/h/a.jsonl。另有 1 个失败。',
      ja: '12 個のスレッドのうち 10 個をアーカイブしました。「Euler」は失敗しました。ロールアウトを移動できませんでした: ディスクがいっぱいです: /h/a.jsonl。ほか 1 個も失敗しました。',
    },
  ],
  [
    'the end of an archive with a thread that is open in Codex',
    () =>
      closingMessage(
        outcome(archive, [
          [11, 'skipped', { code: 'subtreeLoaded', thread: { threadId: 'loaded0', name: 'Euler' } }],
          [1, 'loaded', loaded],
        ]),
        names,
      ),
    {
      'zh-cn':
        '“Euler”已在 Codex 中打开（进程 4711，codex），因此未归档其所在的树。请在其中关闭它并重试，或归档其他线程。',
      ja: '「Euler」が Codex で開かれているため (プロセス 4711、codex)、それを含むツリーはアーカイブされていません。そちらで閉じて再試行するか、他のスレッドをアーカイブしてください。',
    },
  ],
  [
    'the end of an undo',
    () =>
      closingMessage(
        outcome(undo, [
          [11, 'restored'],
          [1, 'skipped', { code: 'changedSince', what: 'used' }],
        ]),
        names,
      ),
    {
      'zh-cn': '已恢复 11 个线程，共 12 个。“Euler”被跳过。此后已更改：它被使用过。',
      ja: '12 個のスレッドのうち 11 個を復元しました。「Euler」はスキップされました。その後変更されています: 使用されました。',
    },
  ],
  [
    'the end of what was cancelled',
    () =>
      closingMessage(
        outcome(
          archive,
          [
            [5, 'archived'],
            [7, 'skipped', cancelled],
          ],
          true,
        ),
        names,
      ),
    {
      'zh-cn': '已取消。已归档 5 个线程，共 12 个。',
      ja: 'キャンセルされました。12 個のスレッドのうち 5 個をアーカイブしました。',
    },
  ],
  [
    'an operation that can be undone',
    () =>
      undoItems([summary], NOW)
        .done.map(({ label, description: when, detail }) => [label, when, detail].join(' | '))
        .join(),
    {
      'zh-cn': '已归档“Fix it”和另外 1,199 个线程 | 2小时前 | 恢复 1,200 个线程',
      ja: '「Fix it」ほか 1,199 個をアーカイブ | 2 時間前 | 1,200 個のスレッドを復元します',
    },
  ],
];

for (const language of languages) {
  describe(`The window in ${language}`, () => {
    beforeEach(() => {
      fakeVscode.l10n.bundle = textsOf(readBundle(language));
    });
    for (const [what, say, said] of table) it(`says ${what}`, () => assert.equal(say(), said[language]));
  });
}
