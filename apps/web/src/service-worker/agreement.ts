import { pageAt } from '../build/addresses.ts';
import type { ToServiceTab } from './messages.ts';

declare const self: ServiceWorkerGlobalScope;

/** Who has not answered by then is asleep or busy: no. In milliseconds. */
const ANSWER_WITHIN_MS = 1_500;

/**
 * Takes over when every tab agrees that it may be reloaded. Tabs of the front door and other pages hold nothing that
 * could be lost and are not asked.
 */
export async function activateIfAgreed(): Promise<void> {
  const clients = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const tabs = clients.filter((client) => pageAt(new URL(client.url).pathname) === '/shell');
  const votes = await Promise.all(tabs.map(mayReload));
  if (votes.every(Boolean)) await self.skipWaiting();
}

function mayReload(client: Client): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS);
    port1.addEventListener('message', ({ data }) => {
      clearTimeout(timer);
      port1.close();
      resolve(data === true);
    });
    port1.start();
    client.postMessage({ type: 'may_reload' } satisfies ToServiceTab, [port2]);
  });
}
