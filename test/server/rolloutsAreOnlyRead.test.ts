// Everything that reads transcripts opens rollouts for reading only, and changes no file of the Codex home.
import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../scripts/vscode/paths';
import type { SubtreeReport, ThreadTurnsResponse, TranscriptDocument } from '../../src/protocol/methods';
import { filesBelow } from '../support/files';
import { threadServers } from '../support/server';
import { temporaryFolder } from '../support/temporaryFolder';
import { plainWords } from '../support/transcriptPages';
import { makeTranscriptHome } from '../support/transcriptSamples';

const opener = pathToFileURL(path.join(projectRoot, 'test/support/logOpens.mts')).href;
const root = '01a225ab-6ba1-7763-990c-7a99a77459dc';

describe('whoever reads transcripts', () => {
  const folder = temporaryFolder();
  const start = threadServers();

  it('opens rollouts for reading only', async () => {
    const home = path.join(folder(), 'home');
    const log = path.join(folder(), 'opens');
    mkdirSync(home);
    makeTranscriptHome(home, [root]);
    const before = contentsOf(home);
    const server = await start(home, {
      nodeArgs: ['--import', opener],
      env: { OPEN_LOG: log },
      journal: path.join(folder(), 'journal'),
    });
    await server.request<ThreadTurnsResponse>('threadTree/turns', { threadId: root });
    await server.request('threadTree/details', { threadId: root });
    await server.request<SubtreeReport>('threadTree/report', { threadId: root });
    await server.request('threadTree/searchTranscripts', { query: 'find', token: 's' });
    const uri = `codex-thread:/${root}`;
    for (const kind of ['newest', 'raw'] as const) {
      const { text } = await server.request<TranscriptDocument>('threadTree/transcript', {
        threadId: root,
        uri: `${uri}?${kind}`,
        part: { kind },
        words: plainWords,
        folders: [],
      });
      assert.ok(text.length > 0);
    }
    await server.request('threadTree/turnText', { uri: `${uri}?newest`, line: 0 });
    await server.request('threadTree/exportTranscript', { threadId: root, format: 'html', words: plainWords });

    const inHome = readFileSync(log, 'utf8')
      .split('\n')
      .filter(line => line.includes(home));
    assert.ok(inHome.filter(line => /^read .*[/\\]rollout-/.test(line)).length >= 3, inHome.join('\n'));
    assert.deepEqual(
      inHome.filter(line => line.startsWith('write ')),
      [],
    );
    assert.deepEqual(contentsOf(home), before);
  });
});

function contentsOf(home: string): [string, string][] {
  return filesBelow(path.join(home, 'sessions')).map(file => [file, readFileSync(file, 'latin1')]);
}
