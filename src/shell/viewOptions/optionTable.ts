// The commands of the views' option menus, and what there is to choose, in words.
import { t } from '@vscode/l10n';
import { choiceCommand } from '../../manifest';
import type { ViewName } from '../tree/nodes';
import { choiceValues, switches, type ViewChoices } from './viewChoices';
import type { CommandHandler } from '../commandContext';

type Option = keyof typeof choiceValues;
type Switch = (typeof switches)[number];

/** One entry of an option menu. */
export interface Choice {
  /** As in its command's id. */
  option: Option | 'show';
  value: string;
  /** What choosing it makes of the choices. */
  change: (choices: ViewChoices) => Partial<ViewChoices>;
  isOn: (choices: ViewChoices) => boolean;
}

/** All that there is to choose, in the order of the menus. */
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

/** A handler for each of their commands, by its id. */
export function choiceHandlers(): Record<string, CommandHandler> {
  const views: ViewName[] = ['threads', 'archived'];
  return Object.fromEntries(
    views.flatMap(view =>
      choices.flatMap(({ option, value, change }) =>
        [false, true].map(on => {
          const handler: CommandHandler = context => {
            const store = context.views[view].choices;
            store.set(change(store.get()));
          };
          return [choiceCommand(view, option, value, on), handler];
        }),
      ),
    ),
  );
}

/** What belongs together, as a heading. */
export function optionTitle(option: Choice['option']): string {
  switch (option) {
    case 'group':
      return t('Group By');
    case 'sort':
      return t('Sort By');
    case 'scope':
      return t('Scope');
    case 'show':
      return t('Show');
  }
}

const titles: { [Of in Option]: Record<(typeof choiceValues)[Of][number], () => string> } & {
  show: Record<Switch, () => string>;
} = {
  group: { none: () => t('Not Grouped'), date: () => t('Date'), workspace: () => t('Workspace') },
  sort: {
    recency: () => t('Last Activity'),
    created: () => t('Creation'),
    name: () => t('Name'),
    size: () => t('Size of Branch'),
  },
  scope: { all: () => t('All'), workspace: () => t('This Workspace') },
  show: {
    orphans: () => t('Sub-Agents Without a Known Parent'),
    exec: () => t('Exec Runs'),
    empty: () => t('Empty Threads'),
  },
};

/** Beneath its heading. */
export function optionTitleOf({ option, value }: Pick<Choice, 'option' | 'value'>): string {
  return (titles[option] as Record<string, () => string>)[value]?.() ?? value;
}
