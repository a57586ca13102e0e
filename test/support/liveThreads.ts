// What a server has told of the threads that a running Codex has loaded.
import type { LiveNotification, LiveThread } from '../../src/protocol/live';
import type { TestServer } from './server';

/** The last list; empty before the first. */
export function liveThreads(server: TestServer): LiveThread[] {
  const told = server.received.flatMap(message =>
    'method' in message && message.method === 'threadTree/live' ? message.params : [],
  );
  return (told.at(-1) as LiveNotification | undefined)?.threads ?? [];
}

/** The same as `<status> <source>`. */
export function liveStatuses(server: TestServer): string[] {
  return liveThreads(server).map(({ status, source }) => `${status} ${source}`);
}
