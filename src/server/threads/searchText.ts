// Which texts of a thread are searched, and how texts and queries are normalised: character width, case and invisible
// characters are ignored.
import type { SearchHit } from '../../protocol/methods';
import { displayNameOf } from './names';
import { plainText } from './plainText';
import { agentOfRow, nameOfRow, type ThreadRow } from './threadOfRow';

export type FieldName = 'name' | Exclude<NonNullable<SearchHit['match']>['field'], 'id'>;

/** A text of a thread, as one line of plain text that is safe to show. */
export interface SearchField {
  field: FieldName;
  text: string;
}

/** How many characters of each text are searched. */
export const SEARCH_TEXT_LIMIT = 300;
/** The rest of a longer query is ignored: nobody types that much, and the start of a pasted text finds it. */
const QUERY_LIMIT = 200;

/**
 * The texts of a thread to search: the name first, then the most telling ones. Leaves out texts that the name contains.
 * `row` has the columns that `displayNameOf` needs; `nameOf` returns the names of threads from before Codex 0.148.
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
  add('gitBranch', row.git_branch);
  add('cwd', cwd);
  // The name that Codex gave a sub-agent ranks with the preview: its nickname is shown instead.
  add('preview', nameOfRow(row, row.id, nameOf));
  add('preview', row.preview);
  // The two are usually equal, and comparing them is faster than making a text plain.
  if (row.first_user_message !== row.preview) add('preview', row.first_user_message);
  return fields;
}

const ascii = /^[\0-\x7f]*$/;

/** Normalises a text for comparison: case and compatibility forms (full width, ligatures) become one. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  // A sigma at the end of a word has a lower case of its own, which the first half of a word would not match.
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/** The words of a query, folded, each once; none if it is blank. Only its first 200 characters count. */
export function queryWords(query: string): string[] {
  const words = fold(plainText(query.slice(0, QUERY_LIMIT), QUERY_LIMIT)).split(/\s+/);
  return [...new Set(words)].filter(word => word !== '');
}

const idStart = /^[0-9a-f-]{1,36}$/;

/** Whether a word can be the beginning of a thread id. */
export function isIdStart(word: string): boolean {
  return idStart.test(word);
}
