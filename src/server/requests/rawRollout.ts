// The rollouts of a thread as they are, for a document that only shows them: the file itself is never in an editor.
import { lookAt } from '../files/look';
import { readRolloutText } from '../rollouts/rolloutBlocks';
import type { PageWording } from '../transcript/wording';

/** Of all rollouts of a thread together: an editor takes 50 MB. */
const LIMIT_BYTES = 20_000_000;
/** Pictures are lines of megabytes, which an editor shows slowly or not at all. */
const LINE_LIMIT_CHARACTERS = 100_000;
const LINE_FEED = 0x0a;

/** The ends of the files, one after the other, each below its path. Rejects with I/O errors and the signal's reason. */
export async function rawRollouts(
  files: readonly string[],
  words: PageWording,
  signal: AbortSignal,
  limit = LIMIT_BYTES,
): Promise<string> {
  const texts: string[] = [];
  for (const file of files) {
    const { text, leftOut } = await endOf(file, Math.floor(limit / files.length), signal);
    const lines = text.split('\n').map(line => cut(line, words));
    const note = leftOut === 0 ? [] : [`// ${words.say('rawLeftOut', words.number(leftOut))}`];
    texts.push([`// ${JSON.stringify(file)}`, ...note, ...lines].join('\n'));
  }
  return texts.join('\n');
}

/** Whole lines, and how many bytes come before them. A compressed file is unpacked, and only its end is kept. */
async function endOf(file: string, limit: number, signal: AbortSignal): Promise<{ text: string; leftOut: number }> {
  const from = file.endsWith('.zst') ? 0 : Math.max(0, (lookAt(file)?.size ?? 0) - limit);
  const kept: Buffer[] = [];
  let size = 0;
  let leftOut = from;
  const keep = (bytes: Buffer): void => {
    kept.push(Buffer.from(bytes));
    size += bytes.length;
    for (let first = kept[0]; first && size - first.length >= limit; first = kept[0]) {
      kept.shift();
      size -= first.length;
      leftOut += first.length;
    }
  };
  await readRolloutText(file, { from, to: Infinity }, keep, signal);
  const bytes = Buffer.concat(kept);
  // The first line is complete only if nothing comes before it.
  const start = leftOut === 0 ? 0 : bytes.indexOf(LINE_FEED) + 1;
  return { text: bytes.toString('utf8', start), leftOut: leftOut + start };
}

function cut(line: string, words: PageWording): string {
  if (line.length <= LINE_LIMIT_CHARACTERS) return line;
  const left = line.length - LINE_LIMIT_CHARACTERS;
  return `${line.slice(0, LINE_LIMIT_CHARACTERS)} // ${words.say('rawLineCut', words.number(left))}`;
}
