import { readSettings } from '@frontdesk/core/settings';
import { seedDemo } from '@frontdesk/usecases/demo/seed-demo';
import { openDeps } from '@frontdesk/usecases/deps';

/** Fills the demo workspace of an empty database; the launcher runs it in a process of its own. */
const read = readSettings(process.env);
if (!read.ok) throw new Error(read.problems.join('\n'));
const say = (...words: unknown[]): void => console.error(...words);
const deps = await openDeps(read.settings, { debug() {}, info() {}, warn: say, error: say });
try {
  await seedDemo(deps);
} finally {
  await deps.close();
}
