import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import type { TreeLevelsParams, TreeLevelsResponse } from '../../../src/protocol/methods';
import type { FirstRows } from '../../../src/shell/connection/connection';
import { languageClientParts } from '../../../src/shell/connection/languageClientParts';
import { connect } from '../../../src/shell/connection/threadClient';
import { writeScriptedServer } from '../../support/scriptedServer';
import { suiteFolder } from '../../support/temporaryFolder';
import { fakeLog } from '../fake/service';

describe('The lazily loaded connection', () => {
  const folder = suiteFolder();

  /**
   * Connects to a scripted server, whose script goes on with `code`. It answers as its home whether the port for the
   * first rows was closed when `initialize` came.
   */
  function connectTo(name: string, first: FirstRows | null = null, code = '') {
    const serverFile = folder(`${name}.cjs`);
    writeScriptedServer(
      serverFile,
      `if (method === 'initialize') {
        answer(id, { codexHome: globalThis.isClosed ? 'closed' : 'open', capabilities: {} });
        return true;
      }`,
    );
    appendFileSync(serverFile, code);
    const ignore = () => undefined;
    const events = {
      notifications: {
        'threadTree/changed': ignore,
        'threadTree/status': ignore,
        'threadTree/unfinished': ignore,
        'threadTree/live': ignore,
        'threadTree/transcriptHits': ignore,
        'threadTree/transcriptChanged': ignore,
      },
      reconnected: ignore,
      gaveUp: assert.fail,
    };
    const settings = { codexHome: '/h', journal: '/j', words: null };
    return connect({ serverFile, ...settings, log: fakeLog().log }, events, first);
  }

  it('starts the server, and lets others run while it loads its parts', async () => {
    let others = 0;
    const other = setInterval(() => others++);
    const connection = await connectTo('parts');
    clearInterval(other);
    assert.equal(connection.codexHome, 'open');
    // Once before each of its parts.
    assert.ok(others >= languageClientParts.length, `others ran ${others} times`);
    await connection.stop();
  });

  describe('when a view waits for its first rows', () => {
    const params: TreeLevelsParams = { view: 'threads', levels: [{}] };
    /** Posts the rows after a while, and closes the port. */
    const later = (post: string) => `
      const { first } = require('node:worker_threads').workerData;
      setTimeout(() => { ${post} first.port.close(); globalThis.isClosed = true; }, 300);`;

    it('takes no processor time before they are there', async () => {
      const answered: TreeLevelsResponse[] = [];
      const rows = { revision: 7, levels: [], openGroups: [], problem: null };
      const first = { params, answer: (levels: TreeLevelsResponse) => answered.push(levels) };
      const connection = await connectTo('rows', first, later(`first.port.postMessage(${JSON.stringify(rows)});`));
      assert.deepEqual([connection.codexHome, answered], ['closed', [rows]]);
      await connection.stop();
    });

    it('connects when they cannot be read', async () => {
      const connection = await connectTo('noRows', { params, answer: () => assert.fail() }, later(''));
      assert.equal(connection.codexHome, 'closed');
      await connection.stop();
    });

    it('fails when the server ends meanwhile', async () => {
      await assert.rejects(connectTo('ends', { params, answer: () => assert.fail() }, 'process.exit(1);'));
    });
  });
});
