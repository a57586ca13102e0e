// The part of Codex's app-server protocol that the thread server speaks, in the shapes that `codex app-server
// generate-ts` prints for 0.169. Unknown values are null, never left out.
import type { SourceKind, Thread } from '../../protocol/thread';

export interface InitializeParams {
  clientInfo: { name: string; title?: string | null; version: string };
}

export interface InitializeResponse {
  userAgent: string;
  /** Absolute, canonical path of the Codex home. */
  codexHome: string;
  platformFamily: string;
  platformOs: string;
}

export const sortKeys = ['created_at', 'updated_at', 'recency_at', 'section_position'] as const;
export type SortKey = (typeof sortKeys)[number];
export const sortDirections = ['asc', 'desc'] as const;
export type SortDirection = (typeof sortDirections)[number];

export interface ThreadListParams {
  cursor?: string | null;
  limit?: number | null;
  sortKey?: SortKey | null;
  sortDirection?: SortDirection | null;
  modelProviders?: string[] | null;
  sourceKinds?: SourceKind[] | null;
  archived?: boolean | null;
  cwd?: string | string[] | null;
  searchTerm?: string | null;
  /** Accepted and ignored: the thread server always answers from the state DB. */
  useStateDbOnly?: boolean;
}

export interface ThreadListResponse {
  data: Thread[];
  nextCursor: string | null;
  backwardsCursor: string | null;
}

export interface ThreadResponse {
  thread: Thread;
}
