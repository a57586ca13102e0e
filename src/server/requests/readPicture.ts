// The picture of an item, read from its line of the rollout when somebody wants to see it: readers do not keep it.
import type { LinePlace } from '../../protocol/transcript';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import { parseJson } from '../transcript/wireValues';

export interface Picture {
  type: 'png' | 'jpeg' | 'gif' | 'webp';
  base64: string;
}

/** Most lines are short: a longer part is read only if the line has not ended. */
const PARTS_BYTES = [1_000_000, 32_000_000];
const LINE_FEED = 0x0a;

/** `index`: which of the line's pictures. Null if there is none of these types. Rejects with I/O errors. */
export async function readPicture(
  rollouts: readonly string[],
  { rollout, offset }: LinePlace,
  index: number,
  signal: AbortSignal,
): Promise<Picture | null> {
  const file = rollouts[rollout];
  if (file === undefined) return null;
  for (const size of PARTS_BYTES) {
    const blocks: Buffer[] = [];
    const keep = (bytes: Buffer): void => void blocks.push(Buffer.from(bytes));
    await readRolloutText(file, { from: offset, to: offset + size }, keep, signal);
    const bytes = Buffer.concat(blocks);
    const end = bytes.indexOf(LINE_FEED);
    if (end >= 0 || bytes.length < size) {
      const line = bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
      return picturesOf(parseJson(line))[index] ?? null;
    }
  }
  return null;
}

/** All pictures in a value, in their order. What they are is looked up in their bytes, whatever they are called. */
export function picturesOf(value: unknown): (Picture | null)[] {
  const pictures: (Picture | null)[] = [];
  const rest: { key: string; value: unknown }[] = [{ key: '', value }];
  // Not recursive: a line may be nested as deep as it likes.
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { key, value: each } = next;
    if (typeof each === 'string') {
      const [head] = /^data:[^,]{0,100},/i.exec(each.slice(0, 200)) ?? [];
      const picture = pictureOf(each.slice(head?.length ?? 0));
      // Data of another type counts: indexes are those of all data.
      if (head !== undefined || (key === 'result' && picture)) pictures.push(picture);
    } else if (typeof each === 'object' && each !== null)
      rest.push(
        ...Object.entries(each)
          .reverse()
          .map(([name, inner]) => ({ key: name, value: inner as unknown })),
      );
  }
  return pictures;
}

function pictureOf(base64: string): Picture | null {
  const start = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  const type = start.startsWith('\x89PNG\r\n')
    ? 'png'
    : start.startsWith('\xff\xd8\xff')
      ? 'jpeg'
      : start.startsWith('GIF8')
        ? 'gif'
        : /^RIFF[^]{4}WEBP/.test(start)
          ? 'webp'
          : null;
  return type === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? null : { type, base64 };
}
