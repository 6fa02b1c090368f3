import { runSuite } from './suite/run-suite.ts';

/** `npm run test:quick`: everything but the build of the pages and the browser. */
await runSuite({ withBrowser: false });
