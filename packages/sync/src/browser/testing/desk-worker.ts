import { TICKET_RULES } from '../../client/testing/ticket-rules.ts';
import { Engine } from '../../engine/engine.ts';
import { httpPages } from '../../engine/http-pages.ts';
import { socketTransport } from '../../engine/socket-transport.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import type { LocalStore } from '../../store/local-store.ts';
import { runEngineHost, type WorkerScope } from '../engine-host.ts';
import { watchNetwork } from '../watch-network.ts';
import { fastClock } from './fast-clock.ts';

// A dedicated worker's global scope is one; the types of pages and workers exclude each other.
const scope = globalThis as unknown as WorkerScope;
const { searchParams } = new URL(import.meta.url);
const url = location.origin;

const clock = fastClock(Number(searchParams.get('speed') ?? 1));

// Until this time, in ms since the epoch, no database can be opened.
const brokenUntil = Number(searchParams.get('brokenUntil') ?? 0);
const openDatabase = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...args) {
  if (Date.now() < brokenUntil) throw new DOMException('no such luck', 'UnknownError');
  return openDatabase.apply(this, args);
};

runEngineHost(
  scope,
  ({ build, journal, fenced }) => {
    const lite = (): LocalStore => fenced(new MemoryStore(TICKET_RULES));
    return Engine.open({
      transport: socketTransport({ url }),
      pages: httpPages({ url: `${url}/api/bootstrap` }),
      journal,
      store: lite(),
      lite,
      clock,
      rules: TICKET_RULES,
      build,
      renewSession: async () => 'unreachable',
      watchNetwork,
    });
  },
  clock,
);
