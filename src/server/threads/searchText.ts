// Which texts of a thread are searched, and how texts and queries are normalised: character width and case are ignored,
// and so are invisible characters.
import type { SearchHit } from '../../protocol/methods';
import { displayNameOf } from './names';
import { plainText } from './plainText';
import { agentOfRow, nameOfRow, type ThreadRow } from './threadOfRow';

export type FieldName = 'name' | Exclude<NonNullable<SearchHit['match']>['field'], 'id'>;

/** A text of a thread that is safe to show: one line of plain text. */
export interface SearchField {
  field: FieldName;
  text: string;
}

/** How many characters of each text are searched. */
export const SEARCH_TEXT_LIMIT = 300;
/** The rest of a longer query is ignored: nobody types as much, and its beginning finds a text that was pasted. */
const QUERY_LIMIT = 200;

/**
 * The texts of a thread to search, the name first, then the most telling ones. Texts that the name contains are left
 * out. `row` has the columns that `displayNameOf` needs; `nameOf` answers the names of threads from before Codex 0.148.
 */
export function searchFields(
  row: ThreadRow & { id: string },
  cwd: string,
  nameOf: (threadId: string) => string | undefined,
): SearchField[] {
  const show = (value: unknown): string => (typeof value === 'string' ? plainText(value, SEARCH_TEXT_LIMIT) : '');
  const agent = agentOfRow(row);
  const fields: SearchField[] = [{ field: 'name', text: displayNameOf(row, agent, nameOf) }];
  const add = (field: FieldName, value: unknown): void => {
    const text = show(value);
    if (
      text !== '' &&
      !fields.some(known => (known.field === 'name' || known.field === field) && known.text.includes(text))
    )
      fields.push({ field, text });
  };
  add('nickname', agent?.nickname);
  add('role', agent?.role);
  add('agentPath', agent?.path);
  add('branch', row.git_branch);
  add('cwd', cwd);
  // The name that Codex gave a sub-agent is not shown, its nickname is: it ranks with the preview.
  add('preview', nameOfRow(row, row.id, nameOf));
  add('preview', row.preview);
  // The two are mostly equal, and comparing is faster than making a text plain.
  if (row.first_user_message !== row.preview) add('preview', row.first_user_message);
  return fields;
}

const ascii = /^[\0-\x7f]*$/;

/** Normalises a text for comparison: case and compatibility forms (full width, ligatures) become one. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  // A sigma at the end of a word has its own lower case, which a query that is half a word would not match.
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/** The words of a query, folded, each once; none when it is blank. Only its first 200 characters count. */
export function queryWords(query: string): string[] {
  const words = fold(plainText(query.slice(0, QUERY_LIMIT), QUERY_LIMIT)).split(/\s+/);
  return [...new Set(words)].filter(word => word !== '');
}

const idStart = /^[0-9a-f-]{1,36}$/;

/** Whether a word can be the beginning of a thread id. */
export function isIdStart(word: string): boolean {
  return idStart.test(word);
}
