import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { defineConfig } from '@playwright/test';

const executablePath = findChromium();

/** Real Chromium in front of the whole product, which the global set-up starts once for all specs. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/harness/global-setup.ts',
  // One for each of the two cores that the suite is made for, beside the product itself.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    trace: 'retain-on-failure',
    launchOptions: { args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) },
  },
});
