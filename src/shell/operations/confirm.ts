import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { confirmSetting, stopConfirming } from '../settings';
import type { TreePlan } from '../../protocol/methods';
import { confirmationText, type Wish } from './confirmationText';

/** Asks, when the setting wants it and more goes than what was clicked on, and says how many threads it takes. */
export async function confirm(wish: Wish, plan: TreePlan): Promise<boolean> {
  if ((plan.rootsWithChildren === 0 && wish.group === undefined) || !confirmSetting()) {
    return true;
  }
  const { kind } = wish;
  const yes = kind === 'archive' ? t('Archive') : t('Unarchive');
  const always = kind === 'archive' ? t("Archive, Don't Ask Again") : t("Unarchive, Don't Ask Again");
  const { message, detail } = confirmationText(wish, plan);
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes, always);
  if (choice === always) {
    await stopConfirming();
  }
  return choice !== undefined;
}
