// The picture of an item, read from its line of the rollout when somebody wants to see it: readers do not keep it.
import type { PicturePlace } from '../../protocol/transcript';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import { picturesOf, type Picture } from '../transcript/pictures';
import { parseJson } from '../transcript/wireValues';

/** Most lines are short: a longer part is read only if the line has not ended. */
const PARTS_BYTES = [1_000_000, 32_000_000];
const LINE_FEED = 0x0a;

/** Null if there is none of these types. Rejects with I/O errors. */
export async function readPicture(
  rollouts: readonly string[],
  { rollout, offset, index }: Pick<PicturePlace, 'rollout' | 'offset' | 'index'>,
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
