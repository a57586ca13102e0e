// VS Code in Japanese: the manifest's texts and the window's.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pickFromContextMenu } from '../../../scripts/vscode/browser';
import { misplaced, storedSubtree } from '../../support/storedSubtree';
import { answerDialog, answerNotification, dialogText, notification } from './messages';
import { useWorkbench } from './workbench';

describe('In Japanese', () => {
  const workbench = useWorkbench({ display: { language: 'ja', container: 'Thread Tree for Codex' } });
  const checkout = 'Fix the flaky checkout tests';
  const threads = () =>
    workbench()
      .page.locator('.pane')
      .filter({ has: workbench().page.getByRole('button', { name: /^スレッド( .*)? Section$/ }) });
  const row = (name: string) =>
    threads().getByRole('treeitem', { name: new RegExp(`^${name.replace(/[()]/g, '\\$&')}、`) });

  it('rows, the question, the closing message and the reason of a failure are Japanese', async () => {
    const { page, home, screenshot } = workbench();
    const blocked = storedSubtree(home, 'Singer')[0];
    assert.ok(blocked);
    mkdirSync(path.join(home, 'archived_sessions', path.basename(blocked.rolloutPath)), { recursive: true });

    await row(checkout).getByText(/ · 7$/).waitFor();
    assert.match((await row(checkout).getAttribute('aria-label')) ?? '', /、スレッド、アクティブ、/);
    await screenshot('japanese');
    await pickFromContextMenu(page, row(checkout), 'スレッドとサブエージェントをアーカイブ');
    assert.match(
      await dialogText(page),
      /^8 個のスレッドをアーカイブしますか\?\s+「Fix the flaky checkout tests」とそのサブエージェント 7 個。後でアーカイブを解除できます。$/,
    );
    await answerDialog(page, 'アーカイブ');
    await notification(
      page,
      '8 個のスレッドのうち 7 個をアーカイブしました。「Singer: Give each test a database of its own」は失敗しました。ロールアウトを移動できませんでした: ロールアウトの移動先にフォルダーがあります。移動してください',
    ).waitFor();
    await row('Singer: Give each test a database of its own')
      .getByText(/^失敗: ロールアウトの移動先にフォルダーがあります。移動してください$/)
      .waitFor();
    await screenshot('japanese-failed');
    await answerNotification(page, '7 個をアーカイブしました', '元に戻す');
    await notification(page, '7 個のスレッドを復元しました。').waitFor();
    assert.deepEqual(misplaced(home, storedSubtree(home, checkout), false), []);
  });
});
