// The part of an answer that is compared: the fields of Codex's published shapes (`codex app-server generate-ts`),
// which must be equal. Ignores whatever else Codex sends.
import { clock, relativeTo } from './homeState';
import type { Answer } from '../support/stdioClient';

const threadFields = [
  'id',
  'sessionId',
  'forkedFromId',
  'parentThreadId',
  'preview',
  'ephemeral',
  'section',
  'sectionEnteredAt',
  'projectId',
  'historyMode',
  'modelProvider',
  'model',
  'reasoningEffort',
  'createdAt',
  'updatedAt',
  'recencyAt',
  'status',
  'path',
  'cwd',
  'cliVersion',
  'originator',
  'source',
  'threadSource',
  'agentNickname',
  'agentRole',
  'gitInfo',
  'name',
  'turns',
];

type Json = Record<string, unknown>;

/** The answer with paths relative to the home, and without the time of the test and the server's name. */
export function comparableAnswer(answer: Answer, home: string, testStart: number): unknown {
  if (answer.error)
    return {
      error: { code: answer.error.code, message: withoutSystemWords(relativeTo(home, answer.error.message)) },
    };
  const { thread, data, nextCursor, backwardsCursor, userAgent, ...rest } = answer.result as Json;
  if (thread !== undefined) return { thread: comparableThread(thread as Json, home, testStart) };
  if (data !== undefined)
    return {
      data: (data as Json[]).map(entry => comparableThread(entry, home, testStart)),
      nextCursor,
      backwardsCursor,
    };
  if (userAgent !== undefined) return { ...rest, codexHome: relativeTo(home, String(rest.codexHome)) };
  return rest;
}

function comparableThread(thread: Json, home: string, testStart: number): Json {
  const comparable = Object.fromEntries(threadFields.map(field => [field, thread[field]]));
  const updatedAt = clock(Number(thread.updatedAt) * 1000, testStart);
  return {
    ...comparable,
    path: relativeTo(home, String(thread.path)),
    // A legacy thread (before 0.148 all were, without saying so) is read from its rollout, whose last line is older
    // than the time that unarchiving puts into the row.
    updatedAt: (thread.historyMode ?? 'legacy') === 'legacy' ? 'set' : updatedAt,
  };
}

/**
 * A message without the system's reason on Windows: Codex has it from there, in the user's language, and ours says what
 * Linux would.
 */
function withoutSystemWords(message: string): string {
  return process.platform === 'win32' ? message.replace(/[^:]+ \(os error \d+\)$/, ' <refused>') : message;
}
