// Why a thread that a view has is not shown there, and what has to change for it to be shown.
import { t } from '@vscode/l10n';
import { inMessage } from '../words/escape';
import { defaultChoices, type ViewChoices } from '../viewOptions/viewChoices';

/** What of the choices can hide a thread. */
const hiding = ['filter', 'scope', 'orphans', 'exec', 'empty'] as const;

/** Why a thread is hidden: one of the choices alone, or several of them together. */
export type HiddenBy = (typeof hiding)[number] | 'several';

export interface HiddenThread {
  name: string;
  by: HiddenBy;
  /** With it the thread is shown. */
  change: Partial<ViewChoices>;
}

/**
 * Takes back as little as possible. `nameWith` tells the name of the thread if it is shown with such choices, else
 * null. Null: it is not in the view, whatever is chosen.
 */
export async function whatHides(
  choices: ViewChoices,
  nameWith: (choices: ViewChoices) => Promise<string | null>,
): Promise<HiddenThread | null> {
  const chosen = hiding.filter(key => choices[key] !== defaultChoices[key]);
  const takenBack = (keys: readonly (typeof hiding)[number][]): Partial<ViewChoices> =>
    Object.fromEntries(keys.map(key => [key, defaultChoices[key]]));
  const all = takenBack(chosen);
  const name = chosen.length === 0 ? null : await nameWith({ ...choices, ...all });
  if (name === null) {
    return null;
  }
  for (const by of chosen) {
    const change = takenBack([by]);
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
      return t('The filter hides “{name}”.', { name });
    case 'scope':
      return t('“{name}” is hidden: only threads of this workspace are shown.', { name });
    case 'orphans':
      return t('“{name}” is hidden: sub-agents without a known parent are not shown.', { name });
    case 'exec':
      return t('“{name}” is hidden: exec runs are not shown.', { name });
    case 'empty':
      return t('“{name}” is hidden: empty threads are not shown.', { name });
    case 'several':
      return t('The options of the view hide “{name}”.', { name });
  }
}
