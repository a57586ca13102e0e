// What the window says in Chinese and Japanese: rows, times, questions and closing messages, put together as VS Code
// shows them.
import assert from 'node:assert/strict';
import { config } from '@vscode/l10n';
import { closingMessage } from '../../../src/shell/operations/closingMessage';
import { interruptedMessage } from '../../../src/shell/operations/operationWords';
import { undoItems } from '../../../src/shell/operations/undoItems';
import { destinationTaken, loadedFailure } from '../../../src/server/operations/moveFailures';
import { timeAgo } from '../../../src/shell/words/relativeTime';
import { description, spokenLabel } from '../../../src/shell/tree/rowText';
import { grouped } from '../../../src/shell/words/words';
import { readBundle, type languages } from '../../../scripts/l10n/messages';
import { archive, outcome, undo } from '../../support/outcomes';
import { NOW, row } from '../../support/row';

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
const holder = { pid: 4711, command: 'codex' };
const held = () => loadedFailure('t', holder).reason;

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
    () => description(row({ descendants: 7, gitBranch: 'main' }), undefined, NOW),
    { 'zh-cn': '1小时 · 下属 7 个 · main', ja: '1 時間 · 配下 7 個 · main' },
  ],
  [
    'an archived row',
    () => description(row({ archived: true, archivedAt: NOW - 5 * DAY }), undefined, NOW),
    { 'zh-cn': '5天前归档', ja: 'アーカイブ: 5 日前' },
  ],
  [
    'a row of a thread in use',
    () => description(row(), { status: 'inUse', reason: held(), retry: null }, NOW),
    {
      'zh-cn': '正由 Codex 使用 (进程 4711，codex)',
      ja: 'Codex が使用中です (プロセス 4711、codex)',
    },
  ],
  [
    'a row of a thread that failed',
    () =>
      description(
        row(),
        { status: 'failed', reason: destinationTaken('archive', '/h/r.jsonl').reason, retry: null },
        NOW,
      ),
    {
      'zh-cn': '失败: 已存在同名的已归档文件: /h/r.jsonl',
      ja: '失敗: 同じ名前のアーカイブ済みファイルが存在します: /h/r.jsonl',
    },
  ],
  [
    'a row, read aloud',
    () =>
      spokenLabel(
        row({ kind: 'subAgent', descendants: 7, gitBranch: 'main' }),
        { status: 'archiving', reason: null, retry: null },
        NOW,
      ),
    {
      'zh-cn': 'Fix the flaky checkout tests，子代理，活动，1小时前，下属 7 个，分支 main；正在归档',
      ja: 'Fix the flaky checkout tests、サブエージェント、アクティブ、1 時間前、配下 7 個、ブランチ main。アーカイブ中',
    },
  ],
  [
    'the question about what was interrupted',
    () => interruptedMessage({ ...summary, left: 300 }),
    {
      'zh-cn': '归档“Fix it”被中断: 已归档 1,200 个线程，共 1,500 个。',
      ja: '「Fix it」のアーカイブが中断されました。1,500 個のスレッドのうち 1,200 個がアーカイブ済みです。',
    },
  ],
  [
    'the end of an archive',
    () => closingMessage(outcome(archive, [[12, 'archived']]), ''),
    { 'zh-cn': '已归档 12 个线程。', ja: '12 個のスレッドをアーカイブしました。' },
  ],
  [
    'the end of an archive of which one failed',
    () =>
      closingMessage(
        outcome(archive, [
          [10, 'archived'],
          [2, 'failed', 'x'],
        ]),
        'Euler',
      ),
    {
      'zh-cn': '已归档 10 个线程，共 12 个。“Euler”失败: x。另有 1 个也未能完成。',
      ja: '12 個のスレッドのうち 10 個をアーカイブしました。「Euler」は失敗しました: x。ほか 1 個も実行できませんでした。',
    },
  ],
  [
    'the end of an archive with a thread in use',
    () =>
      closingMessage(
        outcome(archive, [
          [11, 'skipped', 'x'],
          [1, 'inUse', held()],
        ]),
        'Euler',
      ),
    {
      'zh-cn': '“Euler”正由 Codex 使用 (进程 4711，codex): 未移动其分支中的任何线程。',
      ja: '「Euler」のブランチは移動されていません: Codex が使用中です (プロセス 4711、codex)。',
    },
  ],
  [
    'the end of an undo',
    () =>
      closingMessage(
        outcome(undo('archive'), [
          [11, 'restored'],
          [1, 'skipped', '此后已更改。'],
        ]),
        'Euler',
      ),
    {
      'zh-cn': '11 个线程已恢复，共 12 个。“Euler”未作更改: 此后已更改。',
      ja: '12 個のスレッドのうち 11 個が戻りました。「Euler」は変更されていません: 此后已更改。',
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
            [7, 'skipped', 'x'],
          ],
          true,
        ),
        '',
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
      'zh-cn': '已归档“Fix it”和另外 1,199 个线程 | 2小时前 | 之后 1,200 个线程将恢复',
      ja: '「Fix it」ほか 1,199 個をアーカイブ | 2 時間前 | 1,200 個のスレッドが戻ります',
    },
  ],
];

for (const language of ['zh-cn', 'ja'] as const) {
  describe(`The window in ${language}`, () => {
    before(() => config({ contents: readBundle(language) }));
    // Other tests of this process are about the English texts.
    after(() => config({ contents: {} }));
    for (const [what, say, said] of table) it(`says ${what}`, () => assert.equal(say(), said[language]));
  });
}
