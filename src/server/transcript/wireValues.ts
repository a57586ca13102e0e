// Reads values of parsed JSON that may have any shape: what is not of the expected type counts as absent.

export type JsonObject = Record<string, unknown>;

/** Deeper values are cut off: writing them as JSON again could overflow the stack. */
const DEPTH_LIMIT = 100;
const JSON_LIMIT_CHARACTERS = 64 * 1024;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The list, or an empty one. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A finite number, else null. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The strings of a list. */
export function asTexts(value: unknown): string[] {
  return asList(value).filter(entry => typeof entry === 'string');
}

/** The objects of a list. */
export function asObjects(value: unknown): JsonObject[] {
  return asList(value).filter(isObject);
}

/** Parses JSON; undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `snake_case` as Codex's protocol has it: `snakeCase`. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The value, with null in place of what is nested more than 100 levels deep. */
export function shallow(value: unknown): unknown {
  return isDeeper(value, DEPTH_LIMIT) ? cutOff(value, DEPTH_LIMIT) : value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(entry => isDeeper(entry, levels - 1));
}

function cutOff(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return null;
  return Array.isArray(value)
    ? value.map(entry => cutOff(entry, levels - 1))
    : Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cutOff(entry, levels - 1)]));
}

/** A value as indented JSON, cut after 64 KiB. */
export function jsonText(value: unknown): string {
  return JSON.stringify(shallow(value), null, 2).slice(0, JSON_LIMIT_CHARACTERS);
}

/** `{ secs, nanos }` in milliseconds. */
export function durationMs(value: unknown): number | null {
  const { secs, nanos } = asObject(value);
  const seconds = asNumber(secs);
  return seconds === null ? null : Math.round(seconds * 1000 + (asNumber(nanos) ?? 0) / 1e6);
}

/** The path of a `file:` URI; any other text is a path already. */
export function pathOf(value: unknown): string | null {
  const text = asText(value);
  if (!text?.startsWith('file://')) return text;
  try {
    const path = decodeURIComponent(new URL(text).pathname);
    return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
  } catch {
    return text;
  }
}

/** The texts of a message's content or of a tool's output, which may also be one string. */
export function contentText(value: unknown): string {
  if (typeof value === 'string') return value;
  return asObjects(value)
    .map(({ text }) => asText(text) ?? '')
    .join('');
}
