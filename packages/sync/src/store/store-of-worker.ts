import type { Clock } from '../engine/clock.ts';
import type { Port } from '../tabs/port.ts';
import { wireOver } from '../tabs/wire.ts';
import type { BrowserStoreOptions } from './open-browser-store.ts';
import { RemoteStore } from './remote-store.ts';
import type { FromStore, ToStore } from './store-protocol.ts';

/** What a store's worker is told first. */
type StoreStart = Omit<BrowserStoreOptions, 'rules' | 'clock'>;

/** What a worker says when it listens: before that, what it is told may be lost while its modules load. */
type Ready = { readonly ready: true };

/** What an engine and its store's worker say to each other. */
export type StoreWorkerSaid = StoreStart | Ready | ToStore | FromStore;

/**
 * The store of a worker that runs `runStoreWorker`; ends with it, and ends it. In a file of its own, so that who asks does
 * not load PGlite too.
 */
export function storeOfWorker(worker: Worker, start: StoreStart, clock: Clock): RemoteStore {
  const wire = wireOver<StoreWorkerSaid>(worker);
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
