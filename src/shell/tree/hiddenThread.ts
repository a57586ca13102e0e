// Why a view does not show one of its threads, and which options show it.
import { l10n } from 'vscode';
import { inMessage } from '../words/escape';
import { defaultChoices, type ViewChoices } from '../viewOptions/viewChoices';

/** The choices that can hide a thread. */
const hiding = ['filter', 'scope', 'orphans', 'exec', 'empty'] as const;

/** Why a thread is hidden: one of the choices alone, or several of them together. */
export type HiddenBy = (typeof hiding)[number] | 'several';

export interface HiddenThread {
  name: string;
  by: HiddenBy;
  /** The change of the choices that shows the thread. */
  change: Partial<ViewChoices>;
}

/**
 * Resets as few choices as possible. `nameWith` answers the thread's name if the view shows it with these choices, else
 * null. Null: the thread is not in the view, whatever is chosen.
 */
export async function whatHides(
  choices: ViewChoices,
  nameWith: (choices: ViewChoices) => Promise<string | null>,
): Promise<HiddenThread | null> {
  const chosen = hiding.filter(key => choices[key] !== defaultChoices[key]);
  const withDefault = (keys: readonly (typeof hiding)[number][]): Partial<ViewChoices> =>
    Object.fromEntries(keys.map(key => [key, defaultChoices[key]]));
  const all = withDefault(chosen);
  const name = chosen.length === 0 ? null : await nameWith({ ...choices, ...all });
  if (name === null) {
    return null;
  }
  for (const by of chosen) {
    const change = withDefault([by]);
    if (chosen.length === 1 || (await nameWith({ ...choices, ...change })) !== null) {
      return { name, by, change };
    }
  }
  return { name, by: 'several', change: all };
}

/** For a notification, beside a button that shows it. */
export function hiddenMessage(hidden: HiddenThread): string {
  const name = inMessage(hidden.name);
  switch (hidden.by) {
    case 'filter':
      return l10n.t('The filter hides “{name}”.', { name });
    case 'scope':
      return l10n.t('“{name}” is hidden: only threads of this workspace are shown.', { name });
    case 'orphans':
      return l10n.t('“{name}” is hidden: sub-agents without a known parent are not shown.', { name });
    case 'exec':
      return l10n.t('“{name}” is hidden: exec runs are not shown.', { name });
    case 'empty':
      return l10n.t('“{name}” is hidden: empty threads are not shown.', { name });
    case 'several':
      return l10n.t('The options of the view hide “{name}”.', { name });
  }
}
