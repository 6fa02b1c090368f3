import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import AxeBuilder from '@axe-core/playwright';
import { freePort } from '@frontdesk/testkit/ports';
import { expect, test } from '@playwright/test';
import { WEB_APP, buildPages, nextProgram, pageEnvironment } from '../scripts/launcher/derived.ts';

/** Every primitive, and the inbox over invented rows, in both themes and on both sizes of screen. */
const ADDRESSES = ['/gallery', '/gallery?at=/inbox/open'];
const THEMES = ['light', 'dark'] as const;
const SCREENS = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

let pages: ChildProcess;
let url: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  await buildPages({ gallery: true });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const args = [nextProgram(), 'start', '--hostname', '127.0.0.1', '--port', String(port)];
  pages = spawn(process.execPath, args, {
    cwd: WEB_APP,
    env: pageEnvironment(true),
    stdio: 'ignore',
  });
  await expect(async () => {
    expect((await fetch(`${url}/gallery`)).status).toBe(200);
  }).toPass({ timeout: 30_000 });
});

test.afterAll(async () => {
  const ended = once(pages, 'exit');
  pages.kill('SIGTERM');
  await ended;
});

for (const address of ADDRESSES) {
  for (const theme of THEMES) {
    for (const [screen, viewport] of Object.entries(SCREENS)) {
      test(`${address} has no accessibility fault in ${theme} on a ${screen}`, async ({
        browser,
      }) => {
        const context = await browser.newContext({ colorScheme: theme, viewport });
        const page = await context.newPage();
        const errors: string[] = [];
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(`${url}${address}`);
        await expect(page.getByRole('heading').first()).toBeVisible();
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
        expect(errors).toEqual([]);
        await context.close();
      });
    }
  }
}
