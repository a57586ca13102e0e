// What a thread is called wherever it is named. A sub-agent goes by its nickname and its task, because Codex often
// gives it its parent's title; other threads go by the name that Codex gives them.
import { plainText } from './plainText';
import { agentOfRow, nameOfRow, type ThreadRow } from './threadOfRow';

/**
 * The name of a thread from its row: plain text of at most `limit` characters, never empty. The last resort is the
 * first eight characters of the id. `nameOf` returns the names of threads from before Codex 0.148.
 */
export function displayName(
  row: ThreadRow & { id: string },
  nameOf: (threadId: string) => string | undefined,
  limit?: number,
): string {
  return displayNameOf(row, agentOfRow(row), nameOf, limit);
}

/** Like `displayName`, if the sub-agent's own names have been read already. */
export function displayNameOf(
  row: ThreadRow & { id: string },
  agent: ReturnType<typeof agentOfRow>,
  nameOf: (threadId: string) => string | undefined,
  limit?: number,
): string {
  const show = (value: unknown): string => (typeof value === 'string' ? plainText(value, limit) : '');
  const message = show(row.preview) || show(row.first_user_message);
  const [nickname, role] = [show(agent?.nickname), show(agent?.role)];
  const who = nickname || role;
  const task = message || show(lastPartOf(agent?.path));
  if (who !== '' && task !== '') return show(`${who}: ${task}`);
  if (who !== '') return nickname && role ? show(`${nickname} (${role})`) : who;
  return (agent?.path ? task : '') || show(nameOfRow(row, row.id, nameOf)) || message || row.id.slice(0, 8);
}

/** The task of an agent by its path: multi-agent v2 records neither preview nor first message for a sub-agent. */
function lastPartOf(agentPath: string | null | undefined): string | undefined {
  return agentPath?.split('/').findLast(part => part !== '');
}

/** The git branch of a row as plain text, or null. */
export function gitBranchOfRow(row: ThreadRow): string | null {
  return typeof row.git_branch === 'string' ? plainText(row.git_branch) : null;
}
