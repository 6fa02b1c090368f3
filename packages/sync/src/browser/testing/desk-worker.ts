import { TICKET_RULES } from '../../client/testing/ticket-rules.ts';
import { Engine } from '../../engine/engine.ts';
import { httpPages } from '../../engine/http-pages.ts';
import type { Journal } from '../../engine/journal.ts';
import { socketTransport } from '../../engine/socket-transport.ts';
import type { Transport } from '../../engine/transport.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { LocalStore } from '../../store/local-store.ts';
import { runEngineHost, type WorkerScope } from '../engine-host.ts';
import { watchBrowserNetwork } from '../../client/browser-network.ts';
import { radio } from '../../tabs/radio.ts';
import { fastClock } from './fast-clock.ts';

// A dedicated worker's global scope is one; the types of pages and workers exclude each other.
const scope = globalThis as unknown as WorkerScope;
const { searchParams } = new URL(import.meta.url);
const url = location.origin;

const clock = fastClock(Number(searchParams.get('speed') ?? 1));

// Until a page says that it is mended, no database can be opened.
let isBroken = searchParams.has('broken');
radio<'mended'>('storage').hear(() => {
  isBroken = false;
});
const openDatabase = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...args) {
  if (searchParams.has('private')) throw new DOMException('not in here', 'SecurityError');
  if (isBroken) throw new DOMException('no such luck', 'UnknownError');
  return openDatabase.apply(this, args);
};

// The step at which this worker ends, without a word.
const dieAt = searchParams.get('dieAt');

/** Ends the worker there, if that is the step: nothing goes on after it. */
async function step(name: string): Promise<void> {
  if (name !== dieAt) return;
  scope.close();
  await new Promise(() => undefined);
}

const mortalJournal = (journal: Journal): Journal => ({
  durable: journal.durable,
  open: (newReplicaId) => journal.open(newReplicaId),
  append: async (entries) => {
    await step('before it is written');
    await journal.append(entries);
    await step('after it was written');
  },
  settle: async (settled) => {
    await step('before its end is written');
    await journal.settle(settled);
    await step('after its end was written');
  },
  renumber: (image) => journal.renumber(image),
  remove: (uids) => journal.remove(uids),
  close: () => journal.close(),
});

const mortalTransport = (transport: Transport): Transport => ({
  connect: (listener) => {
    const connection = transport.connect(listener);
    return {
      hello: (hello, answer) => connection.hello(hello, answer),
      push: (push, answer) => {
        if (dieAt === 'before it is sent') void step(dieAt);
        else
          connection.push(
            push,
            (pushed) => void step('after it was sent').then(() => answer(pushed)),
          );
      },
      applied: (applied) => connection.applied(applied),
      presence: (say) => connection.presence(say),
      close: () => connection.close(),
    };
  },
});

runEngineHost(
  scope,
  ({ build, journal, fenced }) => {
    const lite = (): LocalStore => fenced(new MemoryStore(TICKET_RULES));
    return Engine.open({
      transport: mortalTransport(socketTransport({ url })),
      pages: httpPages({ url: `${url}/api/bootstrap` }),
      journal: mortalJournal(journal),
      store: lite(),
      lite,
      clock,
      rules: TICKET_RULES,
      build,
      renewSession: async () => 'unreachable',
      watchNetwork: watchBrowserNetwork,
    });
  },
  clock,
);
