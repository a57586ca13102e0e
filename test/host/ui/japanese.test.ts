// VS Code in Japanese: the manifest's texts, the window's and the server's.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, answerNotification, dialogText, notification } from './messages';
import { useWorkbench } from './workbench';

describe('In Japanese', () => {
  const workbench = useWorkbench({ display: { language: 'ja', container: 'Codex スレッド' } });
  const checkout = 'Fix the flaky checkout tests';
  const threads = () =>
    workbench()
      .page.locator('.pane')
      .filter({ has: workbench().page.getByRole('button', { name: 'スレッド Section', exact: true }) });
  const row = (name: string) =>
    threads().getByRole('treeitem', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}、`) });

  it('rows, the question, the closing message and a reason of the server are Japanese', async () => {
    const { page, home, screenshot } = workbench();
    const blocked = storedSubtree(home, 'Singer')[0];
    assert.ok(blocked);
    mkdirSync(path.join(home, 'archived_sessions', path.basename(blocked.rolloutPath)), { recursive: true });

    await row(checkout).getByText('配下 7 個').waitFor();
    assert.match((await row(checkout).getAttribute('aria-label')) ?? '', /、スレッド、アクティブ、/);
    await screenshot('japanese');
    await pickFromContextMenu(page, row(checkout), 'スレッドと子スレッドをアーカイブ');
    assert.match(
      await dialogText(page),
      /^8 個のスレッドをアーカイブしますか\?\s+「Fix the flaky checkout tests」とその配下すべて。後でアーカイブを解除できます。$/,
    );
    await answerDialog(page, 'アーカイブ');
    await notification(
      page,
      '8 個のスレッドのうち 7 個をアーカイブしました。「Singer (worker)」は失敗しました: ロールアウトの移動先にフォルダーがあります。移動してください',
    ).waitFor();
    await row('Singer (worker)')
      .getByText(/^失敗: ロールアウトの移動先にフォルダーがあります。移動してください: /)
      .waitFor();
    await screenshot('japanese-failed');
    await answerNotification(page, '7 個をアーカイブしました', '元に戻す');
    await notification(page, '7 個のスレッドが戻りました。').waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
  });
});
