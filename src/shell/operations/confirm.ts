import { l10n, window } from 'vscode';
import type { CodexArchive, TreePlan } from '../../protocol/methods';
import { confirmSetting, stopConfirming } from '../settings';
import { confirmationText, leavesLoaded, type Wish } from './confirmationText';

/** `codex`: Codex archives what it has open. `others`: archive all threads but those that are open in Codex. */
export type Answer = 'yes' | 'codex' | 'others' | 'no';

/**
 * Whether the user has to be asked. Always when some threads are open in Codex and either Codex can archive them, which
 * closes what somebody works on, or only the others can be archived, which is less than what was clicked. Otherwise not
 * when the setting is off, nor about clicked threads without sub-agents: then exactly what was clicked moves.
 */
export function needsQuestion(wish: Wish, plan: TreePlan): boolean {
  const { group, always } = wish;
  return (
    plan.codex !== null ||
    leavesLoaded(wish, plan) ||
    (confirmSetting() && (plan.rootsWithSubAgents > 0 || group !== undefined || always === true))
  );
}

/** Asks whether to go on, and says which threads will move, and how many. */
export async function confirm(wish: Wish, plan: TreePlan): Promise<Answer> {
  const { kind } = wish;
  const { message, detail } = confirmationText(wish, plan);
  if (plan.codex !== null) {
    return askForCodex(message, detail, plan, plan.codex);
  }
  if (leavesLoaded(wish, plan)) {
    const others = l10n.t('Archive the Others');
    const choice = await window.showWarningMessage(message, { modal: true, detail }, others);
    return choice === undefined ? 'no' : 'others';
  }
  const yes = kind === 'archive' ? l10n.t('Archive') : l10n.t('Unarchive');
  const always = kind === 'archive' ? l10n.t("Archive, Don't Ask Again") : l10n.t("Unarchive, Don't Ask Again");
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes, always);
  if (choice === always) {
    await stopConfirming();
  }
  return choice === undefined ? 'no' : 'yes';
}

async function askForCodex(
  message: string,
  detail: string,
  { others }: TreePlan,
  { running, waiting }: CodexArchive,
): Promise<Answer> {
  const yes = running + waiting > 0 ? l10n.t('Interrupt and Archive') : l10n.t('Archive');
  const rest = others > 0 ? [l10n.t('Archive the Others')] : [];
  const choice = await window.showWarningMessage(message, { modal: true, detail }, yes, ...rest);
  return choice === undefined ? 'no' : choice === yes ? 'codex' : 'others';
}
