import { Desk, type TestInbox } from '@frontdesk/testkit/desk';
import { expect, test } from '@playwright/test';
import { shellIsKept } from './harness/own-device.ts';
import { Screen, productUrl } from './harness/screen.ts';
import { WebVisitor } from './harness/web-visitor.ts';

/** The chat of a website has its page from our origin, and nothing of what people at work have there. */

let desk: Desk;
let inbox: TestInbox;

test.beforeAll(async () => {
  desk = await Desk.open(productUrl());
  inbox = await desk.inbox('webchat');
});
test.afterAll(() => desk.close());

test('a website with the chat reaches nothing of who is at work in the same browser', async ({
  browser,
}) => {
  const { page } = await Screen.of(browser, desk.owner);
  await shellIsKept(page);
  const visitor = await WebVisitor.visit(page.context(), inbox, 'Wim Website');
  const frame = visitor.page.frames().find((one) => one.url().includes('/widget/frame'));
  const found = await frame?.evaluate(async () => {
    /** Is there nothing, or does the browser not even let it look? */
    const lacks = async (look: () => unknown): Promise<boolean> => {
      try {
        return !(await look());
      } catch {
        return true;
      }
    };
    return {
      me: (await fetch('/api/v1/auth/me')).status,
      lacks: [
        await lacks(() => localStorage.getItem('frontdesk.me')),
        await lacks(async () => (await indexedDB.databases()).length),
        await lacks(async () => (await caches.keys()).length),
        await lacks(() => navigator.serviceWorker.controller),
      ],
    };
  });
  expect(found).toEqual({ me: 401, lacks: [true, true, true, true] });
  await visitor.leave();
});

test('opened by itself the chat comes past the service worker, and runs no script but its own', async ({
  browser,
}) => {
  const { page } = await Screen.of(browser, desk.owner);
  await shellIsKept(page);
  const answer = await page.goto(`/widget/frame?inbox=${inbox.id}`);
  expect(answer?.fromServiceWorker()).toBe(false);
  await expect(page.getByRole('heading', { name: inbox.name })).toBeVisible();
  const done = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.hasRun = true';
    document.head.append(script);
    const register = () => navigator.serviceWorker.register('/sw.js', { scope: '/widget/' });
    return {
      inline: 'hasRun' in globalThis,
      serviceWorker: await register().then(
        () => 'registered',
        () => 'refused',
      ),
      worker: await new Promise((resolve) => {
        try {
          const worker = new Worker('/widget/frame.js', { type: 'module' });
          worker.addEventListener('error', () => resolve('refused'));
        } catch {
          resolve('refused');
        }
      }),
    };
  });
  expect(done).toEqual({ inline: false, serviceWorker: 'refused', worker: 'refused' });
  await page.context().close();
});
