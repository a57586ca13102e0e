// What a thread is called in the tree. Codex's own name comes first where there is one; a sub-agent is better known by
// its nickname and role, as children often inherit the parent's title or show wrapper text.
import { plainText } from './plainText';
import { agentOfRow, nameOfRow, type ThreadRow } from './threadOfRow';

/**
 * The name of a thread from its row, never empty: at the last the first eight characters of the id. `nameOf` gives the
 * names of threads of before 0.148. Plain text of at most `limit` characters.
 */
export function displayName(
  row: ThreadRow & { id: string },
  nameOf: (threadId: string) => string | undefined,
  limit?: number,
): string {
  return displayNameOf(row, agentOfRow(row), nameOf, limit);
}

/** The same for who has read already how the sub-agent is called. */
export function displayNameOf(
  row: ThreadRow & { id: string },
  agent: ReturnType<typeof agentOfRow>,
  nameOf: (threadId: string) => string | undefined,
  limit?: number,
): string {
  const show = (value: unknown): string => (typeof value === 'string' ? plainText(value, limit) : '');
  const [nickname, role] = [show(agent?.nickname) || show(agent?.path), show(agent?.role)];
  const agentName = nickname && role ? `${nickname} (${role})` : nickname || role;
  return (
    agentName ||
    show(nameOfRow(row, row.id, nameOf)) ||
    show(row.preview) ||
    show(row.first_user_message) ||
    row.id.slice(0, 8)
  );
}

/** The git branch of a row as plain text, or null. */
export function gitBranchOfRow(row: ThreadRow): string | null {
  return typeof row.git_branch === 'string' ? plainText(row.git_branch) : null;
}
