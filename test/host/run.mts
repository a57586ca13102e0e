// `npm run test:host`: the suite inside the extension host, then the packaged extension driven in the browser.
import { runHostSuite } from './runSuite';

await runHostSuite();
