import { buildPages, generateDatabaseClient } from '../launcher/derived.ts';
import { Refusal } from '../launcher/refusal.ts';
import { findOrFetchBrowser } from './browser.ts';
import { findOrInstallRedis } from './redis.ts';
import { runPlaywright, runVitest } from './runners.ts';
import { runStaticChecks } from './static-checks.ts';
import { Tally } from './tally.ts';

/**
 * Runs everything, or everything but the build and the browser, and ends the process: the last line is the sum over all
 * runners.
 */
export async function runSuite({ withBrowser }: { withBrowser: boolean }): Promise<never> {
  const tally = new Tally();
  try {
    await generateDatabaseClient();
    await findOrInstallRedis();
    const chromium = withBrowser ? await findOrFetchBrowser() : '';
    await runStaticChecks(tally);
    await tally.run('Unit, contract and integration tests', () => runVitest());
    if (withBrowser) {
      await tally.check('Build of the pages', () => problemOf(() => buildPages()));
      await tally.check('Build of the gallery', () =>
        problemOf(() => buildPages({ gallery: true })),
      );
      await tally.run('End-to-end tests', () => runPlaywright(chromium));
    }
  } catch (error) {
    process.stdout.write(`${error instanceof Refusal ? error.message : String(error)}\n`);
    await tally.check('Set-up', () => ['it failed']);
  }
  process.exit(tally.conclude());
}

async function problemOf(work: () => Promise<void>): Promise<string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
