// The server as it runs on macOS, imitated on Linux (support/likeMacos.mts), beside real versions of Codex: both take
// the same kind of lock.
import assert from 'node:assert/strict';
import path from 'node:path';
import { codexVersions } from '../../scripts/codexVersion';
import { projectRoot } from '../../scripts/vscode/paths';
import type { OperationResult } from '../../src/protocol/methods';
import { startCodex } from '../support/codex';
import { runsOn } from '../support/runsOn';
import { copySample, labelsOf } from '../support/sampleHome';
import { threadServers } from '../support/server';
import { isArchived } from '../support/stateDb';
import type { StdioClient } from '../support/stdioClient';
import { temporaryFolder } from '../support/temporaryFolder';
import { versionFacts } from './support/versionFacts';

const labels = labelsOf('family');
const versions = codexVersions.filter(version => versionFacts[version].writerLocks);

if (runsOn('linux', 'imitates macOS on Linux'))
  for (const version of versions)
    describe(`like macOS, beside Codex ${version}`, () => {
      const home = temporaryFolder();
      const startServer = threadServers();
      const [thread, other] = [labels.A1x as string, labels.B as string];
      let codex: StdioClient;
      let server: StdioClient;
      beforeEach(async () => {
        copySample('family', home());
        codex = startCodex(home(), version);
        await codex.initialize();
        server = await startServer(home(), {
          nodeArgs: ['--import', path.join(projectRoot, 'test/support/likeMacos.mts')],
        });
      });
      afterEach(() => codex.close());
      /** The statuses of the subtree's threads, each once. */
      const archive = async (threadId: string): Promise<string> => {
        const { reports } = await server.request<OperationResult>('threadTree/archive', { threadIds: [threadId] });
        return [...new Set(reports.map(({ status }) => status))].join();
      };

      it('skips what it has loaded until it is closed', async () => {
        assert.equal((await codex.ask('thread/resume', { threadId: thread })).error, undefined);
        assert.equal(await archive(thread), 'loaded');
        await codex.close();
        assert.equal(await archive(thread), 'archived');
      });

      it('lets it load another thread after an archive', async () => {
        assert.equal(await archive(other), 'archived');
        assert.equal((await codex.ask('thread/resume', { threadId: thread })).error, undefined);
        assert.ok(isArchived(home(), other));
        assert.equal(await archive(thread), 'loaded');
      });
    });
