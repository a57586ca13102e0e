// What a thread did, as lines: commands, changes of files, scripts, calls of tools. Their output is closed when the
// page opens, unless they failed.
import type { FileUpdateChange, TurnItem, WorkStatus } from '../../protocol/transcript';
import type { MarkKind } from '../../protocol/transcriptMarks';
import type { BlockWriter } from './block';
import { addHeading, addText, type Look, type Note } from './textBlocks';
import { visibleLines, visibleTitle } from './visibleText';
import { jsonText } from './wireValues';

const COMMAND_LIMIT = 500;

export function renderCommand(block: BlockWriter, look: Look, item: TurnItem<'commandExecution'>): void {
  const { words } = look;
  const [first = '', ...rest] = visibleLines(item.command);
  const hasFailed = hasWorkFailed(item.status);
  const title = `$ ${visibleTitle(first, COMMAND_LIMIT)}`;
  const code = item.exitCode === null ? '' : words.say('exitCode', String(item.exitCode));
  const line = addHeading(block, title, 'command', [
    { text: code, isFailure: hasFailed },
    statusNote(look, code === '' || item.status === 'declined' ? item.status : 'completed'),
    { text: durationOf(look, item.durationMs) },
  ]);
  if (rest.length > 0 || first.length > COMMAND_LIMIT)
    addText(block, look, first.length > COMMAND_LIMIT ? item.command : rest.join('\n'), {
      itemId: item.id,
      kind: 'command',
    });
  const output = item.aggregatedOutput ?? '';
  if (output !== '') addText(block, look, output, { itemId: item.id, kind: 'output' });
  end(block, line, title, hasFailed);
}

export function renderChanges(block: BlockWriter, look: Look, item: TurnItem<'fileChange'>): void {
  const hasFailed = hasWorkFailed(item.status);
  for (const [index, change] of item.changes.entries()) {
    const { title, path } = changeTitle(look, change);
    const line = addHeading(block, title, hasFailed ? 'failure' : 'command', [statusNote(look, item.status)]);
    const start = title.indexOf(path);
    if (start >= 0 && change.kind.type !== 'delete')
      block.link({
        line,
        start,
        length: path.length,
        target: { kind: 'file', path: fileOf(change), row: rowOf(change) },
      });
    addText(block, look, change.diff, { itemId: item.id, kindOf: kindOfLine(change) });
    block.fold(line, change.kind.type === 'delete' && !hasFailed);
    block.spot({ line, itemId: item.id, index, file: visibleTitle(nameOfFile(change), 100) });
    if (hasFailed) block.symbol(line, title, 'failure');
  }
  if (item.error !== null) addText(block, look, item.error, { itemId: item.id, kind: 'failure' });
}

export function renderScript(block: BlockWriter, look: Look, item: TurnItem<'script'>): void {
  const hasFailed = hasWorkFailed(item.status);
  const title = look.words.say('script');
  const line = addHeading(block, title, 'command', [statusNote(look, item.status)]);
  addText(block, look, item.input, { itemId: item.id, kind: 'output' });
  if (item.output !== '') {
    block.line('');
    addText(block, look, item.output, { itemId: item.id });
  }
  if (item.error !== null) addText(block, look, item.error, { itemId: item.id, kind: 'failure' });
  end(block, line, title, hasFailed);
}

export function renderTool(
  block: BlockWriter,
  look: Look,
  item: TurnItem<'mcpToolCall' | 'toolCall' | 'dynamicToolCall'>,
): void {
  const where = item.type === 'mcpToolCall' ? item.server : item.namespace;
  const hasFailed = hasWorkFailed(item.status);
  const title = look.words.say('tool', visibleTitle(where === null ? item.tool : `${where}.${item.tool}`));
  const line = addHeading(block, title, 'command', [
    statusNote(look, item.status),
    { text: durationOf(look, item.type === 'mcpToolCall' ? item.durationMs : null) },
  ]);
  const args = typeof item.arguments === 'string' ? item.arguments : jsonText(item.arguments ?? null);
  if (args !== 'null' && args !== '{}') addText(block, look, args, { itemId: item.id, kind: 'note' });
  if (item.output !== null)
    addText(block, look, item.output, { itemId: item.id, kind: hasFailed ? 'failure' : 'output' });
  end(block, line, title, hasFailed);
}

/** Closes the fold of an item's output; a failure stays open and is in the outline. */
function end(block: BlockWriter, line: number, title: string, hasFailed: boolean): void {
  block.fold(line, !hasFailed);
  if (hasFailed) block.symbol(line, title, 'failure');
}

export function hasWorkFailed(status: WorkStatus): boolean {
  return status === 'failed' || status === 'declined';
}

export function statusNote({ words }: Look, status: WorkStatus): Note {
  if (status === 'completed') return { text: '' };
  return { text: words.say(status === 'inProgress' ? 'running' : status), isFailure: hasWorkFailed(status) };
}

export function durationOf({ words }: Look, milliseconds: number | null): string {
  return milliseconds === null ? '' : words.duration(milliseconds);
}

function changeTitle({ words }: Look, change: FileUpdateChange): { title: string; path: string } {
  const { kind } = change;
  const path = visibleTitle(fileOf(change));
  const from = visibleTitle(change.path);
  if (kind.type === 'update' && kind.movePath !== null) return { title: words.say('moved', from, path), path };
  const word = kind.type === 'add' ? 'added' : kind.type === 'delete' ? 'deleted' : 'changed';
  return { title: words.say(word, path), path };
}

/** Where the file is after the change. */
function fileOf({ path, kind }: FileUpdateChange): string {
  return kind.type === 'update' && kind.movePath !== null ? kind.movePath : path;
}

function nameOfFile(change: FileUpdateChange): string {
  return fileOf(change).split(/[/\\]/).at(-1) ?? '';
}

/** The first changed row of the file, counted from 1. */
function rowOf({ diff }: FileUpdateChange): number | null {
  const row = /^@@ -\d+(?:,\d+)? \+(\d+)/m.exec(diff.slice(0, 10_000))?.[1];
  return row === undefined ? null : Number(row);
}

function kindOfLine({ kind }: FileUpdateChange): (line: string) => MarkKind | undefined {
  if (kind.type === 'add') return () => 'added';
  if (kind.type === 'delete') return () => 'removed';
  return line =>
    line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : line.startsWith('@@') ? 'note' : undefined;
}
