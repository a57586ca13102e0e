// One turn as lines of the page: a heading with what is known at its begin, its items, and a last line with its end. So
// while a turn runs, lines are only added, and the page above them stays.
import type { Turn, TurnItem } from '../../protocol/transcript';
import { createBlock, type Block } from './block';
import { renderItem } from './renderItem';
import { addHeading, type Look } from './textBlocks';
import { visibleTitle } from './visibleText';

export interface TurnRenderer {
  /** `number` counts from 1. */
  render(turn: Turn, number: number): Block;
}

/** Keeps the lines of items: the reader makes a new object of an item that changes. */
export function createTurnRenderer(look: Look): TurnRenderer {
  const known = new WeakMap<TurnItem, { isAgain: boolean; block: Block }>();
  const blockOf = (item: TurnItem, isAgain: boolean): Block => {
    const kept = known.get(item);
    if (kept?.isAgain === isAgain) return kept.block;
    const block = renderItem(item, look, { isAgain });
    known.set(item, { isAgain, block });
    return block;
  };

  return {
    render: (turn, number) => {
      const block = createBlock();
      const { words } = look;
      const title = `━━ ${words.say('turn', words.number(number))}`;
      const start = addHeading(block, title, 'turn', [
        { text: turn.startedAt === null ? '' : words.time(turn.startedAt * 1000) },
        { text: visibleTitle([turn.model, turn.effort].filter(text => text !== null).join(' ')) },
      ]);
      let prompts = 0;
      for (const item of turn.items) {
        const items = blockOf(item, item.type === 'userMessage' && prompts++ > 0);
        if (items.lines.length === 0) continue;
        block.line('');
        block.block(items);
      }
      addEnd(block, turn, look);
      block.fold(start, false);
      const prompt = block.symbols.find(({ kind }) => kind === 'prompt')?.name;
      const name = words.say('turn', words.number(number));
      block.symbol(start, prompt === undefined ? name : `${name}: ${prompt}`, 'turn');
      return block;
    },
  };
}

function addEnd(block: ReturnType<typeof createBlock>, turn: Turn, { words }: Look): void {
  if (turn.status === 'inProgress') return;
  block.line('');
  const isFailure = turn.status === 'failed';
  const status = words.say(turn.status);
  const line = addHeading(block, `━ ${status}`, isFailure ? 'failure' : 'note', [
    { text: turn.durationMs === null ? '' : words.duration(turn.durationMs) },
    { text: turn.tokens === null ? '' : words.tokens(turn.tokens) },
  ]);
  if (turn.error !== null) {
    const message = visibleTitle(turn.error.message, 2000);
    const at = block.line(`  ${message}`);
    block.mark({ line: at, start: 2, length: message.length, kind: 'failure' });
  }
  if (isFailure) block.symbol(line, visibleTitle(turn.error?.message ?? status, 80), 'failure');
}
