import type { MoreNode } from './nodes';
import type { CommandHandler } from '../commandContext';

/** The command of the rows that stand for more rows; they pass themselves. */
export const showMore: CommandHandler = ({ views }, node) => {
  const more = node as MoreNode;
  views[more.view].showMore(more);
};
