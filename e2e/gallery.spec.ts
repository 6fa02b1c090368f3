import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '@frontdesk/testkit/ports';
import { expect, test } from '@playwright/test';
import { WEB_APP, buildPages, nextProgram, pageEnvironment } from '../scripts/launcher/derived.ts';
import { axeFindings } from './harness/axe-findings.ts';

/** Pages of the test build, which alone has the gallery; no gateway stands before them. */
let pages: ChildProcess;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  await buildPages({ gallery: true });
  const port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  pages = spawn(
    process.execPath,
    [nextProgram(), 'start', '--hostname', '127.0.0.1', '--port', port],
    {
      cwd: WEB_APP,
      env: pageEnvironment(true),
      stdio: 'ignore',
    },
  );
  await expect(async () => {
    expect((await fetch(`${url}/gallery`)).status).toBe(200);
  }).toPass({ timeout: 30_000 });
});
test.afterAll(async () => {
  const ended = once(pages, 'exit');
  pages.kill('SIGTERM');
  await ended;
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing in the gallery, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const path of [
      '/gallery',
      '/gallery?at=/inbox/open',
      '/gallery?at=/inbox/unassigned',
      '/gallery?at=/inbox/open/sofia',
    ]) {
      await page.goto(`${url}${path}`);
      await expect(page.getByRole('main').first()).toBeVisible();
      expect(await axeFindings(page), path).toEqual([]);
    }
    await context.close();
  });
