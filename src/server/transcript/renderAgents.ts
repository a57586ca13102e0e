// What agents do with each other, as lines: who was asked for what, with links to their threads.
import type { TurnItem } from '../../protocol/transcript';
import type { BlockWriter } from './block';
import { addHeading, addText, type Look } from './textBlocks';
import { visibleTitle } from './visibleText';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const activities = {
  started: 'agentStarted',
  interacted: 'agentInteracted',
  interrupted: 'agentInterrupted',
  completed: 'agentCompleted',
} as const;

export function renderCollabCall(block: BlockWriter, look: Look, item: TurnItem<'collabAgentToolCall'>): void {
  const { words } = look;
  const agents = item.receiverThreadIds.map(id => ({ id, name: nameOf(item.receiverNames[id], id) }));
  const hasFailed = item.status === 'failed';
  const title = words.say(item.tool, agents.map(({ name }) => name).join(', ')).trim();
  const line = addHeading(block, title, hasFailed ? 'failure' : 'command', [
    {
      text: hasFailed ? words.say('failed') : item.status === 'inProgress' ? words.say('running') : '',
      isFailure: hasFailed,
    },
    { text: visibleTitle([item.model, item.reasoningEffort].filter(text => text !== null).join(' ')) },
  ]);
  for (const { id, name } of agents) linkThread(block, line, title, id, name);
  if (item.prompt !== null) addText(block, look, item.prompt, { itemId: item.id });
  if (item.error !== null) addText(block, look, item.error, { itemId: item.id, kind: 'failure' });
  for (const [id, { status, message }] of Object.entries(item.agentsStates)) {
    const name = nameOf(item.receiverNames[id], id);
    addText(block, look, `${name}: ${status}${message === null ? '' : `\n${message}`}`, { itemId: item.id });
  }
  block.fold(line, !hasFailed);
}

export function renderActivity(block: BlockWriter, { words }: Look, item: TurnItem<'subAgentActivity'>): void {
  const name = nameOf(item.agentPath, item.agentThreadId);
  const title = words.say(activities[item.kind], name);
  const line = addHeading(block, title, 'command', [
    { text: visibleTitle([item.model, item.reasoningEffort].filter(text => text !== null).join(' ')) },
  ]);
  linkThread(block, line, title, item.agentThreadId, name);
}

export function renderMail(block: BlockWriter, look: Look, item: TurnItem<'agentMail'>): void {
  const { words } = look;
  const title = words.say('agentMail', visibleTitle(item.author), visibleTitle(item.recipient));
  const line = addHeading(block, title, 'command', [{ text: visibleTitle(item.kind ?? '') }]);
  if (item.text === null) addText(block, look, words.say('sealed'), { itemId: item.id, kind: 'note' });
  else addText(block, look, item.text, { itemId: item.id });
  block.fold(line, true);
}

function nameOf(name: string | undefined, id: string): string {
  return visibleTitle(name === undefined || name === '' ? id : name, 80);
}

/** Only ids of threads become links. */
export function linkThread(block: BlockWriter, line: number, text: string, threadId: string, title: string): void {
  const start = text.indexOf(title);
  if (start >= 0 && uuid.test(threadId))
    block.link({ line, start, length: title.length, target: { kind: 'thread', threadId, title } });
}
