import { t } from '@vscode/l10n';
import { window } from 'vscode';
import { confirmSetting, stopConfirming } from '../client/settings';
import type { OperationKind, TreePlan } from '../protocol/threadTree';
import { confirmationText } from './confirmationText';
import type { Target } from './targets';

/** Asks, when the setting wants it and there are children, and says how many threads it takes. */
export async function confirm(kind: OperationKind, targets: readonly Target[], plan: TreePlan): Promise<boolean> {
  if (plan.rootsWithChildren === 0 || !confirmSetting()) {
    return true;
  }
  const yes = kind === 'archive' ? t('Archive') : t('Unarchive');
  const always = kind === 'archive' ? t('Archive, Don\'t Ask Again') : t('Unarchive, Don\'t Ask Again');
  const { message, detail } = confirmationText(kind, targets, plan);
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes, always);
  if (choice === always) {
    await stopConfirming();
  }
  return choice !== undefined;
}
