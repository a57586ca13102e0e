// One item of a turn as lines of the page: what was said, and a line or more for each thing done.
import type { PicturePlace, TurnItem, UserInput } from '../../protocol/transcript';
import { createBlock, type Block, type BlockWriter, type LinkTarget } from './block';
import { renderActivity, renderCollabCall, renderMail } from './renderAgents';
import { renderChanges, renderCommand, renderScript, renderTool } from './renderWork';
import { addHeading, addText, INDENT, type Look } from './textBlocks';
import { visibleTitle } from './visibleText';

/** What the item's place in its turn tells. */
export interface ItemPlace {
  /** A prompt while Codex worked on an earlier one. */
  isAgain: boolean;
}

/** Renders an item; an item that says nothing has no lines. */
export function renderItem(item: TurnItem, look: Look, { isAgain }: ItemPlace): Block {
  const block = createBlock();
  const { words } = look;
  const options = { itemId: item.id };
  /** A heading and, folded below it, a text. */
  const said = (title: string, text: string, isClosed: boolean): void => {
    const line = addHeading(block, title, 'note');
    addText(block, look, text, options);
    block.fold(line, isClosed);
  };
  const note = (title: string): void => void addHeading(block, title, 'command');
  switch (item.type) {
    case 'userMessage': {
      const inputs = promptLines(look, item);
      const text = inputs.map(input => input.text).join('\n');
      const line = addHeading(block, words.say(isAgain ? 'youAgain' : 'you'), 'prompt');
      addText(block, look, text, options);
      linkPictures(block, inputs, line + 1);
      block.symbol(line, visibleTitle(text, 80) || words.say('you'), 'prompt');
      break;
    }
    case 'agentMessage': {
      const line = addHeading(block, words.say('codex'), 'answer');
      addText(block, look, item.text, options);
      linkFiles(block, line);
      if (item.phase !== 'commentary') block.symbol(line, visibleTitle(item.text, 80) || words.say('codex'), 'answer');
      break;
    }
    case 'reasoning': {
      const text = [...item.summary, ...item.content].join('\n\n');
      if (text.trim() === '') break;
      const [first = '', ...rest] = text.trim().split('\n');
      const title = visibleTitle(first.replaceAll('**', ''), 80);
      // What does not fit the heading is below it.
      said(`${words.say('thought')}: ${title}`, first.length > 80 ? text : rest.join('\n').replace(/^\n+/, ''), true);
      break;
    }
    case 'plan':
      said(words.say('plan'), item.text, false);
      break;
    case 'todoList':
      said(words.say('plan'), todoText(item), false);
      break;
    case 'commandExecution':
      renderCommand(block, look, item);
      break;
    case 'fileChange':
      renderChanges(block, look, item);
      break;
    case 'script':
      renderScript(block, look, item);
      break;
    case 'mcpToolCall':
    case 'toolCall':
    case 'dynamicToolCall':
      renderTool(block, look, item);
      break;
    case 'collabAgentToolCall':
      renderCollabCall(block, look, item);
      break;
    case 'subAgentActivity':
      renderActivity(block, look, item);
      break;
    case 'agentMail':
      renderMail(block, look, item);
      break;
    case 'question':
      renderQuestion(block, look, item);
      break;
    case 'webSearch':
      note(words.say('webSearch', visibleTitle(item.query)));
      break;
    case 'imageView':
      note(words.say('viewedImage', visibleTitle(item.path)));
      linkFile(block, 0, item.path, { kind: 'pictureFile', path: item.path });
      break;
    case 'imageGeneration':
      note(words.say('madeImage', visibleTitle(item.savedPath ?? item.revisedPrompt ?? '')));
      if (item.savedPath !== null) linkFile(block, 0, item.savedPath, { kind: 'pictureFile', path: item.savedPath });
      break;
    case 'sleep':
      note(words.say('slept', words.duration(item.durationMs)));
      break;
    case 'enteredReviewMode':
      said(words.say('reviewBegan'), item.review, false);
      break;
    case 'exitedReviewMode':
      said(words.say('reviewEnded'), item.review, false);
      break;
    case 'contextCompaction':
      said(words.say('compacted'), item.summary ?? '', true);
      break;
    case 'hookPrompt':
      said(words.say('hook'), item.fragments.join('\n'), true);
      break;
    case 'unknown':
      said(words.say('unknown', visibleTitle(item.name)), item.json, true);
      break;
  }
  if (item.type !== 'userMessage') addPictures(block, look, item);
  block.item(item);
  return block;
}

function inputText({ words }: Look, input: UserInput): string {
  switch (input.type) {
    case 'text':
      return input.text;
    case 'image':
      return words.say('image', visibleTitle(input.url ?? '')).trim();
    case 'localImage':
      return words.say('image', visibleTitle(input.path));
    case 'audio':
      return words.say('attachment', visibleTitle(input.url ?? '')).trim();
    case 'localAudio':
      return words.say('attachment', visibleTitle(input.path));
    case 'skill':
    case 'mention':
      return words.say('attachment', visibleTitle(`${input.name} (${input.path})`));
  }
}

/** What a prompt consists of, and where its pictures are. */
interface PromptPart {
  text: string;
  target?: LinkTarget;
}

function promptLines(look: Look, { id, content, pictures = [] }: TurnItem<'userMessage'>): PromptPart[] {
  let next = 0;
  return content.map((input): PromptPart => {
    if (input.type === 'localImage')
      return { text: inputText(look, input), target: { kind: 'pictureFile', path: input.path } };
    if ((input.type !== 'image' && input.type !== 'audio') || input.url !== null)
      return { text: inputText(look, input) };
    const index = next++;
    const place = pictures[index];
    return input.type === 'audio' || !place
      ? { text: inputText(look, input) }
      : { text: pictureText(look, place), target: { kind: 'picture', id, index } };
  });
}

/** `from`: the first line of the prompt. */
function linkPictures(block: BlockWriter, parts: readonly PromptPart[], from: number): void {
  let line = from;
  for (const { text, target } of parts) {
    // A long prompt is cut: what is on its line then is another text.
    if (target && block.lines[line]?.trim() === text) linkLine(block, line, target);
    line += text.replace(/\r\n/g, '\n').split('\n').length;
  }
}

/** A line for each picture of an output, which leads to what the model saw: the file may be gone, or another by now. */
function addPictures(block: BlockWriter, look: Look, { id, pictures = [] }: TurnItem): void {
  pictures.forEach((place, index) => {
    if (place.type === null) return;
    const line = block.line(`${INDENT}${pictureText(look, place)}`);
    linkLine(block, line, { kind: 'picture', id, index });
  });
}

/** `[Image] PNG, 12.3 kB`. */
function pictureText({ words }: Look, { type, bytes }: PicturePlace): string {
  return words.say('image', type === null ? '' : `${type.toUpperCase()}, ${words.kilobytes(bytes)}`).trim();
}

function linkLine(block: BlockWriter, line: number, target: LinkTarget): void {
  const text = block.lines[line] ?? '';
  const start = text.length - text.trimStart().length;
  if (start < text.length) block.link({ line, start, length: text.length - start, target });
}

function todoText({ explanation, steps }: TurnItem<'todoList'>): string {
  const marks: Record<string, string> = { completed: '[x]', in_progress: '[-]' };
  return [
    ...(explanation === null ? [] : [explanation]),
    ...steps.map(({ step, status }) => `${marks[status] ?? '[ ]'} ${step}`),
  ].join('\n');
}

function renderQuestion(block: BlockWriter, look: Look, { id, questions, status }: TurnItem<'question'>): void {
  const { words } = look;
  for (const { question, options, answers } of questions) {
    addHeading(block, words.say('question'), 'answer');
    const choices = options.map(
      ({ label, description }) => `- ${label}${description === '' ? '' : `: ${description}`}`,
    );
    addText(block, look, [question, ...choices].join('\n'), { itemId: id });
    const none = words.say(status === 'inProgress' ? 'running' : 'noAnswer');
    const answer = answers.length === 0 ? none : words.say('answer', answers.join(', '));
    addText(block, look, answer, { itemId: id, kind: answers.length === 0 ? 'note' : 'prompt' });
  }
}

/** Paths with a folder or a row, as models write them: `src/total.ts:12`. */
const path = /(?<![\w/:.])(?:\.{0,2}\/)?[\w@+-][\w@+.-]*(?:\/[\w@+.-]+)*\.\w{1,8}(?::(\d{1,7}))?/g;
const FILE_LINKS = 200;

/** Paths that a message names; whoever shows the links looks whether there are such files. */
function linkFiles(block: BlockWriter, from: number): void {
  let found = 0;
  block.lines.forEach((text, line) => {
    if (line <= from || text.length > 2000) return;
    for (const { 0: name, 1: row, index } of text.matchAll(path)) {
      if (!/[/:]/.test(name) || ++found > FILE_LINKS) continue;
      const file = name.replace(/:\d+$/, '');
      block.link({
        line,
        start: index,
        length: name.length,
        target: { kind: 'file', path: file, row: row === undefined ? null : Number(row) },
      });
    }
  });
}

function linkFile(block: BlockWriter, line: number, file: string, target: LinkTarget): void {
  const shown = visibleTitle(file);
  const start = block.lines[line]?.indexOf(shown) ?? -1;
  if (start >= 0 && shown !== '') block.link({ line, start, length: shown.length, target });
}
