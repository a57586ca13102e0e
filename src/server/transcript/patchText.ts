// What a patch in `apply_patch`'s own format would change. Codex checks it against the files; this only reads it.
import type { FileUpdateChange } from '../../protocol/transcript';

/** The changes in their order, as far as the text can be read. */
export function patchChanges(patch: string): FileUpdateChange[] {
  const changes: FileUpdateChange[] = [];
  let lines: string[] = [];
  const close = (): void => {
    const change = changes.at(-1);
    if (change) change.diff = diffOf(change, lines);
    lines = [];
  };
  const [text = ''] = patch.split(/^\*\*\* End Patch$/m);
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const [, verb, path = ''] = /^\*\*\* (Add File|Delete File|Update File|Move to): (.*)$/.exec(line) ?? [];
    const change = changes.at(-1);
    if (verb === 'Move to') {
      if (change?.kind.type === 'update') change.kind.movePath = path;
    } else if (verb !== undefined) {
      close();
      const type = verb === 'Add File' ? 'add' : verb === 'Delete File' ? 'delete' : 'update';
      changes.push({ path, kind: type === 'update' ? { type, movePath: null } : { type }, diff: '' });
    } else if (!line.startsWith('*** ')) lines.push(line);
  }
  close();
  return changes;
}

/** An added file is all plus signs, which its content does not have. */
function diffOf({ kind }: FileUpdateChange, lines: readonly string[]): string {
  return lines.map(line => `${kind.type === 'add' ? line.replace(/^\+/, '') : line}\n`).join('');
}
