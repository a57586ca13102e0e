// Small decoders for params whose errors are in the words of serde, Rust's (de)serialisation library, like those of
// Codex 0.169. Each takes a JSON value and returns it typed, or throws a Mismatch that says what was found and what was
// expected.

/** A value of the wrong type. `message` is serde's. */
export class Mismatch extends Error {}

export type Decoder<T> = (value: unknown) => T;

export interface Field<T> {
  decode: Decoder<T>;
  /** The value if the field is absent; without this, the field is required. */
  absent?: { value: T };
}

export type Fields<T> = { [Key in keyof T]-?: Field<T[Key]> };

export const text: Decoder<string> = value => {
  if (typeof value === 'string') return value;
  throw mismatch(value, 'a string');
};

export const flag: Decoder<boolean> = value => {
  if (typeof value === 'boolean') return value;
  throw mismatch(value, 'a boolean');
};

export const u32: Decoder<number> = value => {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(value, 'u32');
  if (value < 0 || value > 0xffff_ffff) throw new Mismatch(`invalid value: integer \`${value}\`, expected u32`);
  return value;
};

/** An array whose values `decode` accepts. */
export function listOf<T>(decode: Decoder<T>): Decoder<T[]> {
  return value => {
    if (Array.isArray(value)) return value.map(decode);
    throw mismatch(value, 'a sequence');
  };
}

/** One of these words. */
export function oneOf<T extends string>(variants: readonly T[]): Decoder<T> {
  return value => {
    if (typeof value !== 'string') throw mismatch(value, 'string or map');
    if ((variants as readonly string[]).includes(value)) return value as T;
    const names = variants.map(name => `\`${name}\``);
    const expected = names.length === 2 ? names.join(' or ') : `one of ${names.join(', ')}`;
    throw new Mismatch(`unknown variant \`${value}\`, expected ${expected}`);
  };
}

/** A required field. */
export function required<T>(decode: Decoder<T>): Field<T> {
  return { decode };
}

/** A field that may be absent, but not null. */
export function optional<T>(decode: Decoder<T>, value: T): Field<T> {
  return { decode, absent: { value } };
}

/** A field that may be absent or null. */
export function nullable<T>(decode: Decoder<T>): Field<T | null> {
  return { decode: value => (value === null ? null : decode(value)), absent: { value: null } };
}

/** An object. Like serde, ignores unknown fields, and reports wrong fields before missing ones. */
export function struct<T extends object>(name: string, fields: Fields<T>): Decoder<T> {
  return value => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mismatch(value, `struct ${name}`);
    const given = value as Record<string, unknown>;
    const result: Record<string, unknown> = {};
    const entries = Object.entries<Field<unknown>>(fields);
    for (const [key, { decode }] of entries) {
      if (given[key] !== undefined) result[key] = decode(given[key]);
    }
    for (const [key, { absent }] of entries) {
      if (key in result) continue;
      if (!absent) throw new Mismatch(`missing field \`${key}\``);
      result[key] = absent.value;
    }
    return result as T;
  };
}

/** serde's error for a value of another type. */
export function mismatch(value: unknown, expected: string): Mismatch {
  return new Mismatch(`invalid type: ${describe(value)}, expected ${expected}`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'sequence';
  if (typeof value === 'object') return 'map';
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'number')
    return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
  return `string ${JSON.stringify(value)}`;
}
