// What of a thread is searched, and how texts and queries are made alike: of one width and case, without what is not
// seen.
import type { SearchHit } from '../../protocol/methods';
import { displayNameOf } from './names';
import { plainText } from './plainText';
import { agentOfRow, nameOfRow, type ThreadRow } from './threadOfRow';

export type FieldName = 'name' | Exclude<NonNullable<SearchHit['match']>['field'], 'id'>;

/** A text of a thread as it may be shown: one line of plain text. */
export interface SearchField {
  field: FieldName;
  text: string;
}

/** So many characters of each text are searched. */
export const SEARCH_TEXT_LIMIT = 300;
/**
 * Of a longer query the rest is left out: nobody types as much, and a text that was pasted is found by its beginning.
 */
const QUERY_LIMIT = 200;

/**
 * The texts of a thread in which words are looked for, the name first, then by how much a match in them says. What the
 * name has already is not there twice. `row` has the columns that `displayNameOf` needs; `nameOf` gives the names of
 * threads of before 0.148.
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
  // A sub-agent is shown by its nickname: the name that Codex gave it is found like what was said in it.
  add('preview', nameOfRow(row, row.id, nameOf));
  add('preview', row.preview);
  // Mostly the same, and a text takes longer to be made plain than to be compared.
  if (row.first_user_message !== row.preview) add('preview', row.first_user_message);
  return fields;
}

const ascii = /^[\0-\x7f]*$/;

/** A text as it is compared: compatibility forms (full width, ligatures) and cases made one. */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase();
  // A sigma at a word's end has a form of its own, which is none at the end of half a word.
  return text.normalize('NFKC').toLowerCase().replaceAll('ς', 'σ');
}

/** The words of a query, folded, each once; none when it is blank. Of the query the first 200 characters count. */
export function queryWords(query: string): string[] {
  const words = fold(plainText(query.slice(0, QUERY_LIMIT), QUERY_LIMIT)).split(/\s+/);
  return [...new Set(words)].filter(word => word !== '');
}

/** What a word that is the beginning of an id may look like. */
const idStart = /^[0-9a-f-]{1,36}$/;

/** The words that can be the beginning of an id. */
export function isIdStart(word: string): boolean {
  return idStart.test(word);
}
