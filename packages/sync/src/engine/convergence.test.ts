import { describe, expect, it } from 'vitest';
import { createSyncClient } from './in-process.ts';
import { JournalDisk, MemoryJournal } from './memory-journal.ts';
import type { SyncClient } from '../client/sync-client.ts';
import type { LocalStore } from '../store/local-store.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { pick, seededRandom } from '../client/testing/chance.ts';
import { DESK_MUTATIONS } from '../client/testing/desk-mutations.ts';
import { FakeNetwork } from '../client/testing/fake-network.ts';
import { FakeServer } from '../client/testing/fake-server.ts';
import { byState, remarksOf, ticket, type Desk } from '../client/testing/ticket.ts';
import { VirtualClock } from '../client/testing/virtual-clock.ts';

const SEEDS = 100;
const STEPS = 250;
const SCOPES = ['team-1', 'team-2'];
const TICKETS = Array.from({ length: 12 }, (_, n) => `t${n}`);

/** Every row is in memory. */
const RULES = { groupOf: () => null, isHot: () => true, searchOf: () => null };

type Client = SyncClient<Desk, typeof DESK_MUTATIONS>;

/** Microtasks of storage and of HTTP answers. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Page {
  readonly user: string;
  readonly disk: JournalDisk;
  readonly #world: World;
  network: FakeNetwork;
  client: Client | null = null;
  #store: LocalStore = new MemoryStore(RULES);

  constructor(world: World, user: string, disk = new JournalDisk()) {
    this.#world = world;
    this.user = user;
    this.disk = disk;
    this.network = new FakeNetwork(world.server, user);
  }

  async open(): Promise<void> {
    this.network = new FakeNetwork(this.#world.server, this.user);
    this.client = await createSyncClient<Desk, typeof DESK_MUTATIONS>({
      transport: this.network,
      pages: this.network,
      journal: new MemoryJournal(this.disk),
      store: this.#store,
      rules: RULES,
      clock: this.#world.clock,
      mutations: DESK_MUTATIONS,
      indexes: [byState, remarksOf],
      identity: { user: this.user },
      build: 'test',
      renewSession: async () => 'renewed',
      onRefused: ({ uid }) => this.#world.refused.add(uid),
      watchNetwork: () => () => undefined,
    });
  }

  /** The page dies without a word, and opens again over the same journal; its rows may be lost. */
  async reload(): Promise<void> {
    this.network.vanish();
    void this.client?.close();
    if (this.#world.random() < 0.3) this.#store = new MemoryStore(RULES);
    await this.open();
  }
}

class World {
  readonly random: () => number;
  readonly clock: VirtualClock;
  readonly server: FakeServer;
  readonly pages: Page[];
  readonly refused = new Set<string>();
  readonly made: { readonly uid: string; readonly args: { id: string } }[] = [];
  #count = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.clock = new VirtualClock(this.random);
    this.server = new FakeServer(this.random);
    for (const user of ['ann', 'bob']) {
      for (const scope of SCOPES) this.server.mark({ user, scope, op: 'grant' });
    }
    for (const id of TICKETS) {
      this.server.write([['tickets', ticket(id, { scopeId: pick(this.random, SCOPES) })]]);
    }
    // Two tabs of one user, and somebody else.
    this.pages = ['ann', 'ann', 'bob'].map((user) => new Page(this, user));
  }

  async step(): Promise<void> {
    const page = pick(this.random, this.pages);
    const dice = this.random();
    if (dice < 0.6) page.network.step(this.random);
    else if (dice < 0.75) this.#mutate(page);
    else if (dice < 0.82) this.#writeOutside();
    else if (dice < 0.88) this.clock.advance();
    else if (dice < 0.92) this.#regrant(page.user);
    else if (dice < 0.93) this.server.refetch('tickets');
    else if (dice < 0.95) page.network.lose();
    else if (dice < 0.97) page.network.drop();
    else if (dice < 0.985) await page.reload();
    else this.#restart();
    this.server.flush();
    await settle();
  }

  #mutate(page: Page): void {
    const { client, user } = page;
    if (!client) return;
    this.#count += 1;
    const id = pick(this.random, TICKETS);
    const fresh = `n${this.#count}`;
    const one = pick(this.random, [
      () => client.mutate('ticket.make', { id: fresh, scopeId: pick(this.random, SCOPES) }),
      () => client.mutate('ticket.rank', { id, rank: this.#count }),
      () => client.mutate('ticket.take', { id, by: user }),
      () => client.mutate('remark.make', { id: fresh, ticketId: id }),
    ])();
    this.made.push({ uid: one.uid, args: { id } });
  }

  #writeOutside(): void {
    const id = pick(this.random, TICKETS);
    const known = [...(this.server.rows.get('tickets')?.keys() ?? [])];
    const isRemoval = known.length > 0 && this.random() < 0.5;
    if (isRemoval) this.server.remove('tickets', pick(this.random, known));
    else {
      const rank = Math.floor(this.random() * 10);
      this.server.write([['tickets', ticket(id, { rank, scopeId: pick(this.random, SCOPES) })]]);
    }
  }

  #regrant(user: string): void {
    const op = this.random() < 0.4 ? 'revoke' : 'grant';
    this.server.mark({ user, scope: pick(this.random, SCOPES), op });
  }

  #restart(): void {
    this.server.restart();
    for (const page of this.pages) page.network.drop();
  }

  get isQuiet(): boolean {
    return this.pages.every(({ client, network }) => {
      const status = client?.status.get();
      const isCurrent = status?.connection === 'live' && status.complete && status.pending === 0;
      return isCurrent && network.isQuiet;
    });
  }

  /** Rule 2: a copied browser profile opens beside the one that it was copied from. */
  async clone(): Promise<void> {
    const { user, disk } = pick(this.random, this.pages);
    const page = new Page(this, user, disk.copy());
    this.pages.push(page);
    await page.open();
  }

  /** No more faults: everything that is on the way arrives. */
  async calm(): Promise<void> {
    // A socket that lost messages would never be trusted again.
    for (const page of this.pages) page.network.drop();
    for (let step = 0; step < 3_000 && !this.isQuiet; step += 1) {
      for (const page of this.pages) {
        page.network.forgetDead();
        page.network.step(this.random);
      }
      if (step % 10 === 0) this.clock.advance();
      this.server.flush();
      await settle();
    }
  }

  check(): void {
    expect(this.isQuiet).toBe(true);
    for (const { uid } of this.made) {
      const result = this.server.results.get(uid);
      expect(result?.status, uid).toMatch(/applied|rejected/);
      expect(this.server.effects.get(uid) ?? 0).toBe(result?.status === 'applied' ? 1 : 0);
      expect(this.refused.has(uid)).toBe(result?.status === 'rejected');
    }
    for (const { client, user } of this.pages) {
      const scopes = this.server.scopesOf(user);
      for (const entity of ['tickets', 'remarks'] as const) {
        const expected = [...(this.server.rows.get(entity)?.values() ?? [])]
          .filter((row) => scopes.has(row.scopeId))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(shownRows(client, entity), `${user}'s ${entity}`).toEqual(expected);
      }
    }
  }
}

function shownRows(client: Client | null, entity: keyof Desk): readonly { readonly id: string }[] {
  if (!client) return [];
  const all =
    entity === 'tickets'
      ? client.store.list(byState, 'open').get()
      : [...TICKETS, ...Array.from({ length: 200 }, (_, n) => `n${n}`)].flatMap((of) =>
          client.store.list(remarksOf, of).get(),
        );
  return [...all].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

async function run(seed: number): Promise<void> {
  const world = new World(seed);
  for (const page of world.pages) await page.open();
  for (let step = 0; step < STEPS; step += 1) {
    if (step === STEPS / 2 && seed % 2 === 0) await world.clone();
    await world.step();
  }
  await world.calm();
  try {
    world.check();
  } finally {
    for (const page of world.pages) await page.client?.close();
  }
}

describe('clients and a server over a network that drops, delays and dies', () => {
  it('I4, I7: each mutation takes effect once or is refused visibly, and every replica converges', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      await run(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
    }
  }, 60_000);
});
