// The options of the views, and their words.
import { l10n } from 'vscode';
import { choiceValues, switches, type ViewChoices } from './viewChoices';

type Option = keyof typeof choiceValues;
type Switch = (typeof switches)[number];

/** One entry of the list of options. */
export interface Choice {
  /** Its heading. */
  option: Option | 'show';
  value: string;
  /** The change when it is chosen. */
  change: (choices: ViewChoices) => Partial<ViewChoices>;
  isOn: (choices: ViewChoices) => boolean;
}

/** All choices, in the order of the list. */
export const choices: readonly Choice[] = [
  ...(Object.keys(choiceValues) as Option[]).flatMap(option =>
    choiceValues[option].map((value): Choice => ({
      option,
      value,
      change: () => ({ [option]: value }),
      isOn: chosen => chosen[option] === value,
    })),
  ),
  ...switches.map((value): Choice => ({
    option: 'show',
    value,
    change: chosen => ({ [value]: !chosen[value] }),
    isOn: chosen => chosen[value],
  })),
];

/** The heading of an option's choices. */
export function optionTitle(option: Choice['option']): string {
  switch (option) {
    case 'group':
      return l10n.t('Group By');
    case 'sort':
      return l10n.t('Sort By');
    case 'scope':
      return l10n.t('Scope');
    case 'show':
      return l10n.t('Show');
  }
}

const titles: { [Of in Option]: Record<(typeof choiceValues)[Of][number], () => string> } & {
  show: Record<Switch, () => string>;
} = {
  group: {
    none: () => l10n.t('Not Grouped'),
    date: () => l10n.t('Date'),
    workspace: () => l10n.t('Workspace'),
    section: () => l10n.t('Section'),
  },
  sort: {
    recency: () => l10n.t('Last Activity'),
    created: () => l10n.t('Creation'),
    name: () => l10n.t('Name'),
    size: () => l10n.t('Number of Sub-Agents'),
  },
  scope: { all: () => l10n.t('All'), workspace: () => l10n.t('This Workspace') },
  show: {
    orphans: () => l10n.t('Sub-Agents Without a Known Parent'),
    exec: () => l10n.t('Exec Runs'),
    empty: () => l10n.t('Empty Threads'),
  },
};

/** A choice below its heading. */
export function optionTitleOf({ option, value }: Pick<Choice, 'option' | 'value'>): string {
  return (titles[option] as Record<string, () => string>)[value]?.() ?? value;
}
