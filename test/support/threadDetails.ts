// What the server knows of a thread in addition to its row.
import type { Thread } from '../../src/protocol/thread';
import type { ThreadDetails } from '../../src/protocol/tree';
import { NOW } from './row';

const bare: Thread = {
  id: 't1',
  sessionId: 't1',
  forkedFromId: null,
  parentThreadId: null,
  preview: '',
  ephemeral: false,
  section: null,
  sectionEnteredAt: null,
  projectId: null,
  historyMode: 'legacy',
  modelProvider: 'openai',
  model: null,
  reasoningEffort: null,
  createdAt: NOW,
  updatedAt: NOW,
  recencyAt: null,
  status: { type: 'notLoaded' },
  path: null,
  cwd: '',
  cliVersion: '',
  originator: null,
  source: 'cli',
  threadSource: null,
  agentNickname: null,
  agentRole: null,
  gitInfo: null,
  name: null,
  turns: [],
};

/** Details of which almost nothing is known, with these changes. */
export function threadDetails(thread: Partial<Thread> = {}, changes: Partial<ThreadDetails> = {}): ThreadDetails {
  return {
    thread: { ...bare, ...thread },
    name: 'Fix the flaky checkout tests',
    tokensOfSubtree: null,
    tokensUsed: null,
    rollout: null,
    ...changes,
  };
}
