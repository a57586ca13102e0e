// The words of a transcript's page. The server, which has no words of its own, puts what threads said and did between
// those that the window sends. `{0}` and `{1}` stand for what is filled in.

export const transcriptWords = [
  // The heading of the page.
  'model',
  'tokensUsed',
  'folder',
  'gitBranch',
  'started',
  'lastActive',
  'parent',
  'subAgents',
  'archived',
  // Turns and how they end.
  'turn',
  'earlierTurns',
  'earlierTitle',
  'turnsLeftOut',
  'noTurns',
  'completed',
  'interrupted',
  'failed',
  'declined',
  'running',
  'tokens',
  'tokenDetails',
  // What was said.
  'you',
  'youAgain',
  'codex',
  'thought',
  'plan',
  'image',
  'noPicture',
  'largePicture',
  'attachment',
  'question',
  'answer',
  'noAnswer',
  'sealed',
  // What was done.
  'exitCode',
  'added',
  'deleted',
  'changed',
  'moved',
  'tool',
  'webSearch',
  'viewedImage',
  'madeImage',
  'slept',
  'reviewBegan',
  'reviewEnded',
  'compacted',
  'script',
  'hook',
  'unknown',
  // Agents.
  'spawnAgent',
  'sendInput',
  'resumeAgent',
  'wait',
  'closeAgent',
  'sendMessage',
  'followupTask',
  'interruptAgent',
  'listAgents',
  'agentStarted',
  'agentInteracted',
  'agentInterrupted',
  'agentCompleted',
  'agentMail',
  // What is left out.
  'moreLines',
  'showAll',
  'damagedLine',
  'lineTooLong',
  'cutShort',
  'rawLeftOut',
  'rawLineCut',
  // What happens while the page is open.
  'nowArchived',
  'nowActive',
  'nowGone',
] as const;

export type TranscriptWord = (typeof transcriptWords)[number];

export interface TranscriptWords extends Record<TranscriptWord, string> {
  /** The BCP 47 tag of their language, for numbers and times. */
  language: string;
}
