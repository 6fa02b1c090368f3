import { runSuite } from './suite/run-suite.ts';

/** `npm test`: everything. */
await runSuite({ withBrowser: true });
