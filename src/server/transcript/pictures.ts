// Pictures that a line of a rollout has as data: of prompts, in outputs of tools, and generated ones. What they are is
// looked up in their bytes, whatever they are called.
import type { LinePlace, PicturePlace } from '../../protocol/transcript';

export interface Picture {
  type: 'png' | 'jpeg' | 'gif' | 'webp';
  base64: string;
}

/** All pictures in a value, in their order. Null for data of another type: indexes are those of all data. */
export function picturesOf(value: unknown): (Picture | null)[] {
  return dataIn(value).map(base64 => {
    const type = typeOf(base64);
    return type === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? null : { type, base64 };
  });
}

/** Where they are, if `value` is what the line at `place` says. Looks only at their beginnings. */
export function picturePlaces(value: unknown, place: LinePlace): PicturePlace[] {
  return dataIn(value).map((base64, index) => ({
    ...place,
    index,
    type: typeOf(base64),
    bytes: Math.floor((base64.length * 3) / 4) - paddingOf(base64),
  }));
}

/** How many `=` end it; there are two at most. */
function paddingOf(base64: string): number {
  return base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
}

function dataIn(value: unknown): string[] {
  const found: string[] = [];
  const rest: { key: string; value: unknown }[] = [{ key: '', value }];
  // Not recursive: a line may be nested as deep as it likes.
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { key, value: each } = next;
    if (key === 'text' || key === 'message') continue;
    if (typeof each === 'string') {
      const [head] = /^data:[^,]{0,100},/i.exec(each.slice(0, 200)) ?? [];
      const base64 = each.slice(head?.length ?? 0);
      if (head !== undefined || (key === 'result' && typeOf(base64) !== null)) found.push(base64);
    } else if (typeof each === 'object' && each !== null)
      rest.push(
        ...Object.entries(each)
          .reverse()
          .map(([name, inner]) => ({ key: name, value: inner as unknown })),
      );
  }
  return found;
}

function typeOf(base64: string): Picture['type'] | null {
  const start = Buffer.from(base64.slice(0, 24), 'base64').toString('latin1');
  if (start.startsWith('\x89PNG\r\n')) return 'png';
  if (start.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (start.startsWith('GIF8')) return 'gif';
  return /^RIFF[^]{4}WEBP/.test(start) ? 'webp' : null;
}
