import type { Browser, BrowserContext } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { launchChromium, serveModules, type Served } from './served-modules.ts';

/** Several pages of a real browser, on a machine that may be busy, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** `served` is shared by the tests of a file; `context` is each test's own, with nothing stored in it. */
export type InChromium = {
  readonly served: Served;
  readonly context: BrowserContext;
};

/** Chromium and the package's modules for all tests of a file. There from the first `beforeEach` on. */
export function inChromium(): InChromium {
  vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });
  let served: Served;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    served = await serveModules();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    served?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    return () => context.close();
  });
  return {
    get served() {
      return served;
    },
    get context() {
      return context;
    },
  };
}
