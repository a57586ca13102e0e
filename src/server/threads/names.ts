// What a thread is called in a row. Codex's own name comes first where there is one; a sub-agent is better known by its
// nickname and role, as children often inherit the parent's title or show wrapper text.
import { plainText } from './plainText';

export interface NameSources {
  id: string;
  isSubAgent: boolean;
  /** The name that Codex would give (`Thread.name`): the user's own words, set with /rename. */
  codexName: string | null;
  preview: string | null;
  firstUserMessage: string | null;
  agentNickname: string | null;
  agentRole: string | null;
  agentPath: string | null;
}

/** The name of a row, never empty: at the last the first eight characters of the id. */
export function displayName(thread: NameSources, limit?: number): string {
  const show = (text: string | null): string => text === null ? '' : plainText(text, limit);
  const agent = thread.isSubAgent ? agentName(show(thread.agentNickname), show(thread.agentRole), show(thread.agentPath)) : '';
  return agent || show(thread.codexName) || show(thread.preview) || show(thread.firstUserMessage) || thread.id.slice(0, 8);
}

function agentName(nickname: string, role: string, path: string): string {
  const name = nickname || path;
  if (name && role) return `${name} (${role})`;
  return name || role;
}
