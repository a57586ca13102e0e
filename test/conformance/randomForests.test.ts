// Random forests and random requests, side by side with the real Codex: no difference in answers, errors,
// notifications, files and rows. The seed is printed; SEED=<number> repeats a run.
import { generateHome } from '../fixtures/generateHome';
import { randomUuid7 } from '../fixtures/ids';
import { planForest, type ForestShape, type PlannedThread } from '../fixtures/planForest';
import { seededRandom, type Random } from '../fixtures/random';
import { patience } from '../support/eventually';
import { systemPath } from '../support/systemPath';
import { startPair } from './pair';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
const requestsPerHome = 24;

const shapes: Record<string, ForestShape> = {
  'a healthy forest': { threads: 30, roots: 0.2 },
  'one long chain': { threads: 40, roots: 0, chains: 1 },
  'one parent with many sub-agents': { threads: 40, roots: 0, chains: 0.1 },
  'many archived': { threads: 30, roots: 0.2, archived: 0.5, closedEdges: 0.5 },
  'all archived': { threads: 20, roots: 0.1, archived: 1 },
  'blocked destinations': { threads: 25, roots: 0.1, archived: 0.3, blocked: 0.3 },
  'missing rollouts': { threads: 25, roots: 0.1, archived: 0.3, missingRollouts: 0.3 },
  'edges to nowhere': { threads: 25, roots: 0.1, archived: 0.2, nowhere: 0.3 },
  'old threads': { threads: 25, roots: 0.2, archived: 0.3, legacy: 0.7 },
  'everything at once': {
    threads: 60,
    roots: 0.1,
    chains: 0.3,
    archived: 0.3,
    closedEdges: 0.3,
    missingRollouts: 0.1,
    nowhere: 0.1,
    blocked: 0.1,
    legacy: 0.4,
  },
};

describe(`random forests, SEED=${seed}`, function () {
  this.timeout(60_000 * patience);
  for (const [index, [title, shape]] of Object.entries(shapes).entries()) {
    it(`${title}: ${requestsPerHome} requests, 0 differences`, async () => {
      const homeSeed = seed + index;
      const pair = await startPair(folder => void generateHome(folder, homeSeed, shape));
      try {
        pair.compareHomes();
        const next = requests(seededRandom(homeSeed ^ 0x5eed), planForest(seededRandom(homeSeed), shape));
        for (let count = 0, last: unknown; count < requestsPerHome; count++) {
          const { method, params } = next(last);
          const { answer } = await pair.ask(method, params);
          last = method === 'thread/list' ? answer.result : undefined;
          if (method !== 'thread/list' && method !== 'thread/read') pair.compareHomes();
        }
      } finally {
        await pair.close();
      }
    });
  }
});

interface Request {
  method: string;
  params: Record<string, unknown>;
}

const [shop, api] = ['/home/dev/shop', '/home/dev/api/'].map(systemPath);
const folders = [systemPath('/'), shop, [shop, api], []];

/** Makes requests one by one; each gets the page that the last one returned, if it was a list. */
function requests(random: Random, threads: readonly PlannedThread[]): (lastPage: unknown) => Request {
  let listed: Record<string, unknown> = {};
  let hasMoved = false;
  return lastPage => {
    const kind = random.int(100);
    if (kind < 55) {
      const method = kind < 25 ? 'thread/archive' : kind < 42 ? 'thread/unarchive' : 'thread/read';
      hasMoved ||= method !== 'thread/read';
      return { method, params: { threadId: randomId(random, threads) } };
    }
    const { nextCursor, backwardsCursor } = (lastPage ?? {}) as {
      nextCursor?: string | null;
      backwardsCursor?: string | null;
    };
    if (nextCursor && random.chance(0.6)) return { method: 'thread/list', params: { ...listed, cursor: nextCursor } };
    if (backwardsCursor && random.chance(0.3)) {
      const sortDirection = listed.sortDirection === 'asc' ? 'desc' : 'asc';
      return { method: 'thread/list', params: { ...listed, sortDirection, cursor: backwardsCursor } };
    }
    // Codex shifts the update times of threads that it moves by milliseconds, which changes their order.
    listed = randomQuery(random, hasMoved ? ['created_at', 'recency_at'] : ['created_at', 'recency_at', 'updated_at']);
    return { method: 'thread/list', params: listed };
  };
}

function randomId(random: Random, threads: readonly PlannedThread[]): string {
  if (random.chance(0.04)) return randomUuid7(random, Date.UTC(2026, 4, 3));
  // Prefers older ones, which have larger subtrees.
  const { id } = threads[Math.min(random.int(threads.length), random.int(threads.length))] as PlannedThread;
  return random.chance(0.1)
    ? random.pick([id.toUpperCase(), `{${id}}`, id.replaceAll('-', ''), `urn:uuid:${id}`, id.slice(1), `${id}-`])
    : id;
}

function randomQuery(random: Random, sortKeys: readonly string[]): Record<string, unknown> {
  const maybe = (share: number, key: string, values: readonly unknown[]): Record<string, unknown> =>
    random.chance(share) ? { [key]: random.pick(values) } : {};
  return {
    useStateDbOnly: true,
    ...maybe(0.6, 'limit', [0, 1, 2, 3, 5, 10, 100, 200]),
    ...maybe(0.5, 'sortKey', sortKeys),
    ...maybe(0.4, 'sortDirection', ['asc', 'desc', null]),
    ...maybe(0.5, 'archived', [true, true, false, null]),
    ...maybe(0.7, 'sourceKinds', [
      ['subAgentThreadSpawn'],
      ['subAgent'],
      ['cli'],
      ['exec'],
      ['exec', 'subAgent'],
      ['cli', 'vscode', 'exec', 'subAgent'],
      [],
    ]),
    ...maybe(0.3, 'modelProviders', [[], ['openai'], ['openai', 'mock_provider'], null]),
    ...maybe(0.2, 'cwd', folders),
    ...maybe(0.2, 'searchTerm', ['tests', 'Message 1', 'ß', '%', 'Name', 'Title', 'nothing']),
  };
}
