import assert from 'node:assert/strict';
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
      notifications: { 'threadTree/changed': ignore, 'threadTree/status': ignore, 'threadTree/unfinished': ignore },
      reconnected: ignore,
      gaveUp: assert.fail,
    };
    let others = 0;
    const other = setInterval(() => others++);
    const connection = await connect({ serverFile, codexHome: '/h', journal: '/j', log: fakeLog().log }, events);
    clearInterval(other);
    assert.equal(connection.codexHome, '/h');
    // Once between each two of its parts.
    assert.ok(others >= 4, `others ran ${others} times`);
    await connection.stop();
  });
});
