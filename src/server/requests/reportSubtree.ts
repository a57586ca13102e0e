// `threadTree/report`: what all sub-agents of a thread did. Reads their rollouts one after the other, and keeps of each
// only what the report shows.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReportedThread, SubtreeReport } from '../../protocol/subtreeReport';
import { FailureError } from '../failure';
import type { ThreadHome } from '../home/threadHome';
import { readTreeTexts } from '../home/treeRows';
import { displayName } from '../threads/names';
import { byCodeUnit, descendantsOf, parentOf, type SpawnForest } from '../threads/spawnForest';
import { threadWork } from '../transcript/threadWork';
import { openTranscript } from './openTranscript';

const THREADS_LIMIT = 2000;

/**
 * Rejects with FailureError if the home cannot be read, with `threadGone`, and with the signal's reason. A sub-agent
 * whose rollouts cannot be read is part of the report, with the failure.
 */
export async function reportSubtree(home: ThreadHome, threadId: string, signal: AbortSignal): Promise<SubtreeReport> {
  const { name, chosen, leftOut } = await chooseThreads(home, threadId);
  const changed = new Set<string>();
  const totals = { durationMs: 0, tokens: 0, unknownTokens: 0, changedFiles: 0, failedCommands: 0 };
  const threads: ReportedThread[] = [];
  for (const thread of chosen) {
    // Other requests have their turn between two threads.
    await nextTurn();
    signal.throwIfAborted();
    const read = await readWork(home, thread.threadId, signal);
    threads.push({ ...thread, work: read.work });
    for (const path of read.changedPaths) changed.add(path);
    if ('code' in read.work) {
      totals.unknownTokens++;
      continue;
    }
    totals.durationMs += read.work.durationMs ?? 0;
    totals.tokens += read.work.tokens?.total ?? 0;
    totals.unknownTokens += read.work.tokens ? 0 : 1;
    totals.failedCommands += read.work.failedCommands.count;
  }
  return { name, threads, leftOut, totals: { ...totals, changedFiles: changed.size } };
}

/** The first threads of the report, with what their rows say. */
function chooseThreads(
  home: ThreadHome,
  threadId: string,
): Promise<{ name: string; chosen: Omit<ReportedThread, 'work'>[]; leftOut: number }> {
  return home.read((db, { model, nameOf }) => {
    if (!model.threads.get(threadId)) throw new FailureError({ code: 'threadGone', thread: { threadId, name: null } });
    const all = inTreeOrder(model.forest, threadId);
    const chosen = all.slice(0, THREADS_LIMIT);
    const texts = readTreeTexts(db, [threadId, ...chosen.map(({ id }) => id)]);
    const nameOfThread = (id: string): string => displayName({ ...texts.get(id), id }, nameOf);
    return {
      name: nameOfThread(threadId),
      leftOut: all.length - chosen.length,
      chosen: chosen.map(({ id, depth }) => ({
        threadId: id,
        name: nameOfThread(id),
        depth,
        archived: model.threads.get(id)?.archived ?? false,
      })),
    };
  });
}

/** All descendants, each once and followed by its own. */
function inTreeOrder(forest: SpawnForest, root: string): { id: string; depth: number }[] {
  const children = Map.groupBy(descendantsOf(forest, root), id => parentOf(forest, id) ?? root);
  const ordered: { id: string; depth: number }[] = [];
  const rest = [{ id: root, depth: 0 }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { id, depth } = next;
    if (depth > 0) ordered.push(next);
    const own = [...(children.get(id) ?? [])].sort((one, other) => byCodeUnit(other, one));
    for (const child of own) rest.push({ id: child, depth: depth + 1 });
  }
  return ordered;
}

async function readWork(
  home: ThreadHome,
  threadId: string,
  signal: AbortSignal,
): Promise<{ work: ReportedThread['work']; changedPaths: ReadonlySet<string> }> {
  try {
    const open = await openTranscript(home, threadId, signal);
    open.reader.finish();
    return threadWork(open.transcript());
  } catch (error) {
    if (error === signal.reason || !(error instanceof FailureError)) throw error;
    return { work: error.failure, changedPaths: new Set() };
  }
}
