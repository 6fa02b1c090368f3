import { systemClock } from '../engine/system-clock.ts';
import type { Port } from '../tabs/port.ts';
import { wireOver } from '../tabs/wire.ts';
import type { LocalRules } from './local-rules.ts';
import { openBrowserStore } from './open-browser-store.ts';
import { serveStore } from './serve-store.ts';
import type { FromStore, ToStore } from './store-protocol.ts';
import type { StoreWorkerSaid } from './store-of-worker.ts';

/** The part of a dedicated worker's global scope that this needs. */
type WorkerScope = Parameters<typeof wireOver>[0];

/** What a store's worker runs: opens the store that the engine names, and answers for it. */
export function runStoreWorker(scope: WorkerScope, rules: LocalRules): void {
  const wire = wireOver<StoreWorkerSaid>(scope);
  let take: (said: ToStore) => void = () => undefined;
  wire.hear((said) => {
    if ('owner' in said) {
      const port: Port<FromStore, ToStore> = {
        post: (answer) => wire.say(answer),
        listen: (listener) => {
          take = listener;
        },
        close: () => wire.close(),
      };
      serveStore(port, openBrowserStore({ ...said, rules, clock: systemClock }));
    } else if ('call' in said) take(said);
  });
  wire.say({ ready: true });
}
