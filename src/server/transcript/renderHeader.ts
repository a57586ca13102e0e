// The heading of a page: which thread it is, and what is known of it as a whole.
import type { TokenUsage } from '../../protocol/transcript';
import { createBlock, type Block } from './block';
import { linkThread } from './renderAgents';
import { addHeading } from './textBlocks';
import { visibleTitle } from './visibleText';
import type { PageWording } from './wording';

export interface LinkedThread {
  threadId: string;
  name: string;
}

export interface PageHeader {
  name: string;
  isArchived: boolean;
  model: string | null;
  effort: string | null;
  tokens: TokenUsage | null;
  cwd: string;
  gitBranch: string | null;
  /** Unix seconds. */
  createdAt: number;
  updatedAt: number;
  parent: LinkedThread | null;
  /** The first ones, and how many there are. */
  subAgents: { first: LinkedThread[]; count: number };
}

export function renderHeader(header: PageHeader, words: PageWording): Block {
  const block = createBlock();
  addHeading(block, visibleTitle(header.name), 'turn', [{ text: header.isArchived ? words.say('archived') : '' }]);
  const fact = (label: string, value: string | null): number => {
    if (value === null || value === '') return -1;
    const line = block.line(`${label}: ${value}`);
    block.mark({ line, start: 0, length: label.length + 1, kind: 'note' });
    return line;
  };
  const { model, effort, tokens, parent, subAgents } = header;
  fact(words.say('model'), visibleTitle([model, effort].filter(text => text !== null).join(' ')));
  fact(words.say('tokensUsed'), tokens && words.number(tokens.total));
  fact(words.say('folder'), visibleTitle(header.cwd, 1000));
  fact(words.say('gitBranch'), visibleTitle(header.gitBranch ?? ''));
  fact(words.say('started'), words.time(header.createdAt * 1000));
  fact(words.say('lastActive'), words.time(header.updatedAt * 1000));
  if (parent) link(fact(words.say('parent'), visibleTitle(parent.name)), parent);
  if (subAgents.count > 0) {
    const start = fact(words.say('subAgents'), words.number(subAgents.count));
    for (const agent of subAgents.first) link(block.line(`  ${visibleTitle(agent.name)}`), agent);
    if (subAgents.count > subAgents.first.length) block.line('  …');
    block.fold(start, subAgents.count > 10);
  }
  return block;

  function link(line: number, { threadId, name }: LinkedThread): void {
    linkThread(block, line, block.lines[line] ?? '', threadId, visibleTitle(name));
  }
}
