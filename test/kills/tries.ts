// All kills of one scenario: at each of its steps, on several stages in parallel.
import { strict as assert } from 'node:assert';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { OperationResult } from '../../src/protocol/methods';
import { changedThreads, checkAftermath, choices, onOperation, type Ends, type Try } from './aftermath';
import type { OtherFileSystem } from '../support/otherFileSystem';
import { readHome, type HomeReading } from './homeReading';
import { fromAll, isTried } from './howMany';
import { runServer, stepsOf, type Kill, type Request, type Step } from './killedServer';
import type { Scenario } from './scenarios';
import { startServer } from './server';
import { setStage, type Stage } from './stage';

export interface Tried {
  /** How many kills there were. */
  kills: number;
  /** How many steps there are in what was killed; for several interruptions, in all of them together. */
  steps: number;
}

interface Options {
  killer: string;
  /** An empty folder, and what is on another file system. */
  folder: string;
  elsewhere: OtherFileSystem;
  /** Called with each home that must be right, before it changes again. */
  onHome: (home: string, reading: HomeReading) => void;
}

/** Steps with a middle: a write, and a commit of the journal, which appends to its WAL. */
const canBeTorn = /^(?:writeSync|exec journal\.sqlite .*COMMIT$)/;

type Place = Required<Pick<Kill, 'step' | 'when' | 'victims'>> & Pick<Try, 'choice'>;

/**
 * Of all kills: each step, and each choice after it. Of the usual ones: every n-th step, with alternating choices. In
 * recovery choices always alternate, as the steps are tried for many interruptions.
 */
function placesFor(steps: readonly Step[], { every = 1, killed }: Scenario): Place[] {
  const kills = steps.flatMap((step): Omit<Place, 'choice'>[] => {
    const torn = canBeTorn.test(step.name) ? (['torn'] as const) : [];
    // Nothing that counts happens between two steps: right before one is right after the last.
    const before = fromAll || step.at === 1 ? (['before'] as const) : [];
    // The server that survives its writer process settles what that has left, and another one finds nothing to settle.
    const either = step.of === 'writer' && step.at % 2 === 0 ? (['both'] as const) : (['one'] as const);
    const victims = fromAll ? (['one', 'both'] as const) : either;
    return [...before, ...torn, 'after' as const].flatMap(when => victims.map(victims => ({ step, when, victims })));
  });
  if (fromAll && killed !== 'recovery')
    return kills.flatMap(kill => choices.map(choice => ({ ...kill, choice }))).filter((_, index) => isTried(index));
  return kills
    .filter((_, index) => fromAll || index % every === 0)
    .filter((_, index) => isTried(index))
    .map((kill, turn) => ({ ...kill, choice: choices[turn % choices.length] ?? 'finish' }));
}

/** Kills at each step. Rejects with everything that was wrong afterwards. */
export async function tryAll(scenario: Scenario, { killer, folder, elsewhere, onHome }: Options): Promise<Tried> {
  const circumstances = scenario.commitFails === true ? { failingCommit: 2 } : {};
  const lanes = await Promise.all(
    Array.from({ length: availableParallelism() + 1 }, async (_, lane) => {
      const stage = setStage(path.join(folder, `stage${lane}`), elsewhere, `stage${lane}`);
      const ids = scenario.draw(stage.home);
      if (scenario.elsewhere === true) stage.archiveElsewhere();
      stage.save('drawn');
      const before = readHome(stage.home);
      await ask(stage, scenario.operation(ids));
      const ends = { before, done: readHome(stage.home) };
      requireAsDrawn(scenario, ends);
      stage.restore('drawn');
      return { stage, ids, ends };
    }),
  );
  const [first] = lanes;
  assert.ok(first);
  const points = scenario.interruptedAt?.(
    await stepsOf(killer, first.stage, scenario.operation(first.ids), circumstances),
  ) ?? [undefined];
  const tried: Tried = { kills: 0, steps: 0 };
  const wrong: string[] = [];
  for (const point of points) {
    const requests = await Promise.all(
      lanes.map(async ({ stage, ids }) => {
        stage.restore('drawn');
        const request = await prepare(scenario, stage, ids, point, killer);
        stage.save('ready');
        return request;
      }),
    );
    await Promise.all(
      lanes.map(async ({ stage, ids, ends }, lane) => {
        // An interrupted operation leaves one of several states: how far the other process was at that moment is not
        // the same in every run. So each stage has steps of its own.
        stage.restore('ready');
        const steps = await stepsOf(killer, stage, requests[lane], circumstances);
        const places = placesFor(steps, scenario).filter((_, index) => index % lanes.length === lane);
        tried.steps += lane === 0 ? steps.length : 0;
        tried.kills += places.length;
        for (const place of places) {
          stage.restore('ready');
          // Only what still waits for recovery may be wrong.
          const madeBefore = scenario.killed === 'recovery' ? 0 : changedThreads(readHome(stage.home), ends);
          try {
            const request = requests[lane];
            const { choice, ...kill } = place;
            const survives = kill.step.of === 'writer' && kill.victims === 'one';
            const end = await runServer(killer, stage, request, { ...kill, ...circumstances });
            assert.equal(end, survives ? 'answered' : 'killed');
            await checkAftermath({
              scenario,
              stage,
              ids,
              ends,
              madeBefore,
              request,
              choice,
              onHome: reading => onHome(stage.home, reading),
            });
          } catch (error) {
            const { when, victims, step, choice } = place;
            const where = `${when} ${JSON.stringify(step)}, ${victims}; then ${choice}${point === undefined ? '' : `; interrupted at ${point.name}`}`;
            wrong.push(`killed ${where}:\n${error instanceof Error ? error.stack : String(error)}`);
          }
        }
      }),
    );
  }
  assert.equal(
    wrong.length,
    0,
    `${scenario.title}: ${wrong.length} of ${tried.kills} kills:\n${wrong.slice(0, 20).join('\n')}`,
  );
  return tried;
}

/** Prepares a home for what will be killed, and returns that; undefined for recovery. */
async function prepare(
  { killed, operation }: Scenario,
  stage: Stage,
  ids: Try['ids'],
  point: Step | undefined,
  killer: string,
): Promise<Request | undefined> {
  const request = operation(ids);
  if (killed === 'operation') return request;
  if (point === undefined) return onOperation('undo', (await ask(stage, request)).operation);
  assert.equal(await runServer(killer, stage, request, { step: point, when: 'after', victims: 'both' }), 'killed');
  if (killed === 'recovery') return undefined;
  const server = await startServer(stage);
  const [interrupted] = server.unfinished;
  await server.close();
  return onOperation(killed === 'finish' ? 'finish' : 'undo', interrupted?.operation ?? '');
}

async function ask(stage: Stage, request: Request): Promise<OperationResult> {
  const server = await startServer(stage);
  try {
    return await server.request<OperationResult>(request);
  } finally {
    await server.close();
  }
}

/** Checks that the operation does what the scenario says. */
function requireAsDrawn({ threads, refused = 0 }: Scenario, ends: Ends): void {
  assert.equal(changedThreads(ends.done, ends), threads - refused, 'changed by the operation');
  assert.deepEqual([...ends.done.disagreements], []);
}
