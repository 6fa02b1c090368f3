import type { Clock } from '../engine/clock.ts';
import { systemClock } from '../engine/system-clock.ts';
import type { Port } from '../tabs/port.ts';
import { wireOver } from '../tabs/wire.ts';
import type { LocalRules } from './local-rules.ts';
import { type BrowserStoreOptions, openBrowserStore } from './open-browser-store.ts';
import { RemoteStore } from './remote-store.ts';
import { serveStore } from './serve-store.ts';
import type { FromStore, ToStore } from './store-protocol.ts';

/** What a store's worker is told first. */
type Start = Omit<BrowserStoreOptions, 'rules' | 'clock'>;

/** What a worker says when it listens: before that, what it is told may be lost while its modules load. */
type Ready = { readonly ready: true };

type Said = Start | Ready | ToStore | FromStore;

/** The part of a dedicated worker's global scope that this needs. */
type WorkerScope = Parameters<typeof wireOver>[0];

/** What a store's worker runs: opens the store that the engine names, and answers for it. */
export function runStoreWorker(scope: WorkerScope, rules: LocalRules): void {
  const wire = wireOver<Said>(scope);
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

/** The store of a worker that runs {@link runStoreWorker}; ends with it, and ends it. */
export function storeOfWorker(worker: Worker, start: Start, clock: Clock): RemoteStore {
  const wire = wireOver<Said>(worker);
  const ready = Promise.withResolvers<void>();
  let answered: (said: FromStore) => void = () => undefined;
  wire.hear((said) => {
    if ('ready' in said) {
      wire.say(start);
      ready.resolve();
    } else if ('id' in said && !('call' in said)) answered(said);
  });
  const port: Port<ToStore, FromStore> = {
    post: (call) => void ready.promise.then(() => wire.say(call)),
    listen: (listener) => {
      answered = listener;
    },
    close: () => undefined,
  };
  const store = new RemoteStore({ port, clock, end: () => worker.terminate() });
  worker.addEventListener('error', ({ message }) => store.died(message));
  worker.addEventListener('messageerror', () => store.died('a message could not be read'));
  return store;
}
