/**
 * Makes a cold start without a network work: it keeps the static pages with their scripts and the engine's files, and nothing
 * of anybody's data. Built to `/sw.js` after the pages (`scripts/build-service-worker.ts`).
 */
import { activateIfAgreed } from './agreement.ts';
import { answerTo } from './answers.ts';
import { type FromTab, SYNC_TAG, type ToServiceTab } from './messages.ts';
import { forgetOldBuilds, keepBuild, keepEngine } from './precache.ts';

declare const self: ServiceWorkerGlobalScope;

/** Background Sync (https://wicg.github.io/background-sync/spec/), which TypeScript's library does not know. */
type SyncEvent = ExtendableEvent & { readonly tag: string };

self.addEventListener('install', (event) => event.waitUntil(keepBuild()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOldBuilds()));
self.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request);
  if (answer !== undefined) event.respondWith(answer);
});
self.addEventListener('message', (event) => {
  const { type } = event.data as FromTab;
  if (type === 'activate_if_agreed') event.waitUntil(activateIfAgreed());
  else if (type === 'activate') event.waitUntil(self.skipWaiting());
  else if (type === 'keep_engine') event.waitUntil(keepEngine());
});
self.addEventListener('sync', (event) => {
  const { tag, waitUntil } = event as SyncEvent;
  if (tag === SYNC_TAG) waitUntil.call(event, wakeTabs());
});

/**
 * Only an engine with the leader's lock may send the queue, and none runs here: tabs are told to try now. Without a tab nothing is
 * done; the queue waits in its journal and goes out when the app is opened.
 */
async function wakeTabs(): Promise<void> {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const tab of tabs) tab.postMessage({ type: 'retry' } satisfies ToServiceTab, []);
}
