// Columns as text, in SQL, bounded before they are read: a value may have hundreds of megabytes, and octet_length()
// reads none of it.

/** Of what is longer not even the beginning is read. */
const HEAD_SOURCE_LIMIT_BYTES = 4 * 1024 * 1024;

/** An expression for the whole text of a column; NULL when it has more than `limitBytes` in the database's encoding. */
export function columnText(column: string, limitBytes: number): string {
  return `CASE WHEN octet_length(${column}) <= ${limitBytes} THEN CAST(${column} AS TEXT) END`;
}

/** An expression for the first `limit` characters of a column; NULL when it has more than 4 MiB. */
export function columnTextHead(column: string, limit: number): string {
  return `CASE WHEN octet_length(${column}) <= ${HEAD_SOURCE_LIMIT_BYTES} THEN substr(CAST(${column} AS TEXT), 1, ${limit}) END`;
}
