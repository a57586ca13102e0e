// Older versions of Codex and this server on two copies of one home that the same version made: they differ only in
// what support/versionFacts.ts says.
import assert from 'node:assert/strict';
import { codexVersion, codexVersions, type CodexVersion } from '../../scripts/codexVersion';
import { startCodex } from '../support/codex';
import { patience } from '../support/eventually';
import type { StdioClient } from '../support/stdioClient';
import { suiteFolder } from '../support/temporaryFolder';
import { startPair, type Pair } from './pair';
import { relativeTo } from './homeState';
import { isArchived, rolloutPathOf, withDatabase } from '../support/stateDb';
import { errorCases } from './support/errorCases';
import { versionFacts, type ErrorCase, type Outcome, type VersionFacts } from './support/versionFacts';
import {
  allKinds,
  copyVersionHome,
  labels,
  makeVersionHome,
  type Label,
  type VersionHome,
} from './support/versionHome';

/** The order in which a subtree is archived; unarchiving goes breadth-first. */
const archiveOrder: Label[] = ['R', 'A1x', 'B1', 'A2', 'A1', 'C', 'B', 'A'];
const unarchiveOrder: Label[] = ['R', 'A', 'B', 'C', 'A1', 'A2', 'B1', 'A1x'];

for (const version of codexVersions) {
  const facts = versionFacts[version];

  describe(`Codex ${version} beside ours`, function () {
    this.timeout(60_000 * patience);
    const folder = suiteFolder();
    let made: VersionHome;
    let ids: Record<Label, string>;
    let pair: Pair;
    before(async () => {
      made = await makeVersionHome(version, folder('made'));
      ids = made.ids;
    });
    afterEach(() => pair.close());

    const start = async (prepare: (home: string) => void = () => undefined): Promise<void> => {
      pair = await startPair(
        home => {
          copyVersionHome(made, home);
          prepare(home);
        },
        { version },
      );
    };
    const notified = (method: string, ...moved: Label[]): object[] =>
      moved.map(label => ({ method, params: { threadId: ids[label] } }));
    /** Asks both, and asserts that our answer, in the version's terms, equals the version's. */
    const askAlike = async (method: string, params: object): Promise<unknown> => {
      const { codex, ours } = await pair.askBoth(method, params);
      assert.deepEqual(
        { ...ours, answer: inTermsOf(facts, ours.answer) },
        codex,
        `${method} ${JSON.stringify(params)}`,
      );
      return codex.answer;
    };

    it(`its state DB has ${facts.migrations} migrations, its threads have ${facts.historyMode === null ? 'no history mode' : `the history mode ${facts.historyMode}`}`, async () => {
      await start();
      withDatabase(pair.ours.home, database => {
        assert.equal(database.prepare('SELECT count(*) AS count FROM _sqlx_migrations').get()?.count, facts.migrations);
        const modes =
          facts.historyMode === null ? [] : database.prepare('SELECT DISTINCT history_mode AS mode FROM threads').all();
        assert.deepEqual(
          modes.map(({ mode }) => mode),
          facts.historyMode === null ? [] : [facts.historyMode],
        );
      });
    });

    it('lists and reads', async () => {
      await start();
      for (const query of [
        {},
        { limit: 3 },
        { sourceKinds: allKinds },
        { sourceKinds: allKinds, limit: 3 },
        { sourceKinds: ['subAgentThreadSpawn'] },
        { archived: true, sourceKinds: allKinds },
      ]) {
        await askAlike('thread/list', { useStateDbOnly: true, ...query });
      }
      for (const label of labels) await askAlike('thread/read', { threadId: ids[label] });
    });

    it(`archives a subtree, and unarchives ${facts.unarchiveCascades ? 'it' : 'only its root, while ours unarchives the subtree'}`, async () => {
      await start();
      const archived = await pair.askBoth('thread/archive', { threadId: ids.R });
      assert.deepEqual(archived.codex, {
        answer: {},
        notifications: notified('thread/archived', ...(facts.archiveCascades ? archiveOrder : ['R' as const])),
      });
      assert.deepEqual(archived.ours, { answer: {}, notifications: notified('thread/archived', ...archiveOrder) });
      pair.compareHomes();
      await askAlike('thread/list', { useStateDbOnly: true, archived: true, sourceKinds: allKinds });
      await askAlike('thread/read', { threadId: ids.A1 });

      const { codex, ours } = await pair.askBoth('thread/unarchive', { threadId: ids.R });
      assert.deepEqual(inTermsOf(facts, ours.answer), codex.answer);
      assert.deepEqual(ours.notifications, notified('thread/unarchived', ...unarchiveOrder));
      assert.deepEqual(
        codex.notifications,
        notified('thread/unarchived', ...(facts.unarchiveCascades ? unarchiveOrder : ['R' as const])),
      );
      if (!facts.unarchiveCascades) {
        for (const label of unarchiveOrder.slice(1)) {
          const { error } = await pair.codex.server.ask('thread/unarchive', { threadId: ids[label] });
          assert.equal(error, undefined, label);
          assert.deepEqual(await pair.codex.server.takeNotifications(1), notified('thread/unarchived', label));
        }
      }
      pair.compareHomes();
      await askAlike('thread/list', { useStateDbOnly: true, sourceKinds: allKinds });
    });

    for (const [name, { method = 'thread/archive', threadId, prepare }] of Object.entries(errorCases) as [
      ErrorCase,
      (typeof errorCases)[ErrorCase],
    ][]) {
      const different = facts.differentOutcomes[name];
      it(`${name}: ${different === undefined ? 'as ours' : `${typeof different === 'string' ? different : different.message}, unlike ours`}`, async () => {
        await start(home => prepare?.(home, ids));
        const rolloutPath = relativeTo(pair.codex.home, rolloutPathOf(pair.codex.home, ids.R));
        const { codex, ours } = await pair.askBoth(method, { threadId: threadId ?? ids.R });
        if (different === undefined) {
          assert.deepEqual({ ...ours, answer: inTermsOf(facts, ours.answer) }, codex);
        } else {
          assert.deepEqual(outcomeOf(codex.answer), filledIn(different, ids.R, rolloutPath));
          assert.notDeepEqual(outcomeOf(ours.answer), outcomeOf(codex.answer));
        }
        // If both refuse, or both do it, the homes are equal; otherwise only one of them has changed.
        if ((outcomeOf(codex.answer) === 'done') === (outcomeOf(ours.answer) === 'done')) pair.compareHomes();
      });
    }

    it(`${facts.deletes ? 'knows' : 'does not know'} thread/delete`, async () => {
      await start();
      const { error } = await pair.codex.server.ask('thread/delete', {});
      assert.match(
        error?.message ?? '',
        facts.deletes ? /missing field `threadId`/ : /unknown variant `thread\/delete`/,
      );
    });

    /**
     * Versions of another Codex that has a thread loaded, whether it marks that, and whether the tested version heeds
     * it.
     */
    const holders = [...new Set<CodexVersion>([version, codexVersion])].map(holder => ({
      holder,
      marked: versionFacts[holder].writerLocks,
      heeded: versionFacts[holder].writerLocks && facts.writerLocks,
    }));
    for (const { holder, marked, heeded } of holders) {
      const says = (refuses: boolean): string => (refuses ? 'refuses' : 'archives');
      it(`a sub-agent loaded by a running Codex ${holder}: it ${says(heeded)}, ours ${says(marked)}`, async () => {
        await start();
        const running: StdioClient[] = [];
        try {
          for (const { home } of [pair.codex, pair.ours]) {
            const server = startCodex(home, holder);
            running.push(server);
            await server.initialize();
            assert.equal((await server.ask('thread/resume', { threadId: ids.A1 })).error, undefined);
          }
          const { codex, ours } = await pair.askBoth('thread/archive', { threadId: ids.R });
          const refused = { code: -32600, message: `thread ${ids.A1} already has an active writer` };
          assert.deepEqual(outcomeOf(codex.answer), heeded ? refused : 'done');
          assert.deepEqual(outcomeOf(ours.answer), marked ? refused : 'done');
          assert.equal(isArchived(pair.ours.home, ids.R), !marked);
        } finally {
          await Promise.all(running.map(server => server.close()));
        }
      });
    }
  });
}

type Json = Record<string, unknown>;

/** Our answer, without what the version does not know. */
function inTermsOf(facts: VersionFacts, answer: unknown): unknown {
  const thread = (given: unknown): Json => ({
    ...(given as Json),
    ...Object.fromEntries(facts.unknownFields.map(field => [field, undefined])),
  });
  const cursor = (given: unknown): unknown =>
    facts.cursorNamesThread || typeof given !== 'string' ? given : given.split('|')[0];
  const told: Json = { ...(answer as Json) };
  if (told.thread !== undefined) told.thread = thread(told.thread);
  if (told.data !== undefined)
    Object.assign(told, { data: (told.data as unknown[]).map(thread), nextCursor: cursor(told.nextCursor) });
  return told;
}

function outcomeOf(answer: unknown): Outcome {
  return (answer as { error?: { code: number; message: string } }).error ?? 'done';
}

function filledIn(outcome: Outcome, id: string, rolloutPath: string): Outcome {
  return outcome === 'done'
    ? outcome
    : { ...outcome, message: outcome.message.replaceAll('<path>', rolloutPath).replaceAll('<id>', id) };
}
