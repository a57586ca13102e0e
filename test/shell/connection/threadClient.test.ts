import assert from 'node:assert/strict';
import { languageClientParts } from '../../../src/shell/connection/languageClientParts';
import { connect } from '../../../src/shell/connection/threadClient';
import { writeScriptedServer } from '../../support/scriptedServer';
import { suiteFolder } from '../../support/temporaryFolder';
import { fakeLog } from '../fake/service';

describe('The lazily loaded connection', () => {
  const folder = suiteFolder();

  it('starts the server, and lets others run while it loads its parts', async () => {
    const serverFile = folder('server.cjs');
    writeScriptedServer(serverFile);
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
    let others = 0;
    const other = setInterval(() => others++);
    const connection = await connect(
      { serverFile, codexHome: '/h', journal: '/j', words: null, log: fakeLog().log },
      events,
      null,
    );
    clearInterval(other);
    assert.equal(connection.codexHome, '/h');
    // Once before each of its parts.
    assert.ok(others >= languageClientParts.length, `others ran ${others} times`);
    await connection.stop();
  });
});
