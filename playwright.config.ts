import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_FLAGS, findChromium } from '@frontdesk/testkit/chromium';
import { defineConfig } from '@playwright/test';

const port = process.env['FRONTDESK_E2E_PORT'] ?? '3100';
const dataDir = process.env['FRONTDESK_E2E_DATA'] ?? join(tmpdir(), 'frontdesk-e2e');
const executablePath = findChromium();

/** The whole product, started as `npm start` does, with real Chromium in front of it. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    baseURL: `http://localhost:${port}`,
    trace: 'retain-on-failure',
    launchOptions: { args: CHROMIUM_FLAGS, ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: 'node --disable-warning=ExperimentalWarning scripts/start.ts',
    url: `http://localhost:${port}/health`,
    env: { PORT: port, DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    stdout: 'pipe',
  },
});
