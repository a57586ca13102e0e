// What of an item can be found: what was said, and what was done.
import type { TurnItem } from '../../../protocol/transcript';
import { jsonText } from '../wireValues';

/** The texts of an item, one below the other; empty if it has none. */
export function itemText(item: TurnItem): string {
  return textsOf(item)
    .filter(text => text !== null && text !== '')
    .join('\n');
}

function textsOf(item: TurnItem): (string | null)[] {
  switch (item.type) {
    case 'userMessage':
      return item.content.map(input => (input.type === 'text' ? input.text : 'path' in input ? input.path : null));
    case 'agentMessage':
    case 'plan':
    case 'agentMail':
      return [item.text];
    case 'reasoning':
      return [...item.summary, ...item.content];
    case 'commandExecution':
      return [item.command, item.aggregatedOutput];
    case 'fileChange':
      return [...item.changes.flatMap(({ path, diff }) => [path, diff]), item.error];
    case 'mcpToolCall':
      return [`${item.server} ${item.tool}`, argumentText(item.arguments), item.output];
    case 'dynamicToolCall':
    case 'toolCall':
      return [item.tool, argumentText(item.arguments), item.output];
    case 'collabAgentToolCall':
      return [item.prompt, ...Object.values(item.agentsStates).map(({ message }) => message), item.error];
    case 'subAgentActivity':
      return [item.agentPath];
    case 'webSearch':
      return [item.query];
    case 'imageView':
      return [item.path];
    case 'imageGeneration':
      return [item.revisedPrompt, item.savedPath];
    case 'enteredReviewMode':
    case 'exitedReviewMode':
      return [item.review];
    case 'contextCompaction':
      return [item.summary];
    case 'hookPrompt':
      return item.fragments;
    case 'script':
      return [item.input, item.output, item.error];
    case 'todoList':
      return [item.explanation, ...item.steps.map(({ step }) => step)];
    case 'question':
      return item.questions.flatMap(({ header, question, options, answers }) => [
        header,
        question,
        ...options.map(({ label }) => label),
        ...answers,
      ]);
    case 'unknown':
      return [item.name, item.json];
    case 'sleep':
      return [];
  }
}

function argumentText(value: unknown): string | null {
  return value === null || value === undefined ? null : typeof value === 'string' ? value : jsonText(value);
}
