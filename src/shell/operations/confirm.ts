import { l10n, window } from 'vscode';
import type { TreePlan } from '../../protocol/methods';
import { confirmSetting, stopConfirming } from '../settings';
import { confirmationText, type Wish } from './confirmationText';

/**
 * Asks whether to go on, and says how many threads will move. Does not ask when the setting is off, nor about threads
 * without sub-agents: then exactly what was clicked moves.
 */
export async function confirm(wish: Wish, plan: TreePlan): Promise<boolean> {
  if ((plan.rootsWithSubAgents === 0 && wish.group === undefined) || !confirmSetting()) {
    return true;
  }
  const { kind } = wish;
  const yes = kind === 'archive' ? l10n.t('Archive') : l10n.t('Unarchive');
  const always = kind === 'archive' ? l10n.t("Archive, Don't Ask Again") : l10n.t("Unarchive, Don't Ask Again");
  const { message, detail } = confirmationText(wish, plan);
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes, always);
  if (choice === always) {
    await stopConfirming();
  }
  return choice !== undefined;
}
