import type { PresenceSay } from '@frontdesk/core/sync-protocol';
import { describe, expect, it } from 'vitest';
import { createSyncClient } from './in-process.ts';
import { JournalDisk, MemoryJournal } from './memory-journal.ts';
import type { RefusedItem } from '../client/sync-client.ts';
import { seededRandom } from '../client/testing/chance.ts';
import { DESK_MUTATIONS } from '../client/testing/desk-mutations.ts';
import { FakeNetwork } from '../client/testing/fake-network.ts';
import { FakeServer } from '../client/testing/fake-server.ts';
import { byState, remarksOf, ticket, type Desk } from '../client/testing/ticket.ts';
import { VirtualClock } from '../client/testing/virtual-clock.ts';

/** A server that never fails by itself, and one page over a storage that may outlive it. */
class Scene {
  readonly disk: JournalDisk | undefined;
  readonly server = new FakeServer(() => 0.999);
  readonly network = new FakeNetwork(this.server, 'ann');
  readonly clock = new VirtualClock(seededRandom(1));
  readonly refused: RefusedItem[] = [];

  /** Without a disk nothing outlives the page. */
  constructor(disk: JournalDisk | undefined) {
    this.disk = disk;
    this.server.mark({ user: 'ann', scope: 'team-1', op: 'grant' });
    this.server.write([['tickets', ticket('t1')]]);
  }

  open() {
    return createSyncClient<Desk, typeof DESK_MUTATIONS>({
      transport: this.network,
      pages: this.network,
      journal: new MemoryJournal(this.disk),
      clock: this.clock,
      mutations: DESK_MUTATIONS,
      indexes: [byState, remarksOf],
      identity: { user: 'ann' },
      build: 'test',
      renewSession: async () => 'signed_out',
      onRefused: (item) => this.refused.push(item),
      watchNetwork: () => () => undefined,
    });
  }

  /** Everything that is on its way arrives. */
  async deliver(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += this.network.isQuiet ? 1 : 0) {
      this.network.step(() => 0);
      this.server.flush();
      await arrive();
    }
  }
}

/** What the tab and its leader say to each other arrives. */
const arrive = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a page', () => {
  it('shows a mutation at once, calls it saved when storage has it, and settles it by its frame', async () => {
    const scene = new Scene(new JournalDisk());
    const client = await scene.open();
    await scene.deliver();
    expect(client.status.get()).toMatchObject({ connection: 'live', usable: true, complete: true });
    const { settled, uid } = client.mutate('ticket.rank', { id: 't1', rank: 7 });
    expect(client.store.get('tickets', 't1')?.rank).toBe(7);
    expect(client.pending.get()).toMatchObject([{ uid, saved: false, sent: false }]);
    await scene.deliver();
    expect(await settled).toMatchObject({ uid, status: 'applied' });
    expect(client.pending.get()).toEqual([]);
    expect(scene.server.rows.get('tickets')?.get('t1')).toMatchObject({ rank: 7 });
    await client.close();
  });

  it('keeps what it could not send for the next page, which shows it before it is sent', async () => {
    const scene = new Scene(new JournalDisk());
    const first = await scene.open();
    first.mutate('ticket.make', { id: 'offline', scopeId: 'team-1' });
    await first.close();
    const later = new Scene(scene.disk);
    const second = await later.open();
    await arrive();
    expect(second.pending.get()).toMatchObject([{ name: 'ticket.make', saved: true }]);
    expect(second.store.get('tickets', 'offline')).toBeDefined();
    await later.deliver();
    expect(second.pending.get()).toEqual([]);
    expect(later.server.rows.get('tickets')?.has('offline')).toBe(true);
    await second.close();
  });

  it('I7: keeps a refused mutation with its arguments, over a reload, until it is dismissed', async () => {
    const disk = new JournalDisk();
    const scene = new Scene(disk);
    const client = await scene.open();
    await scene.deliver();
    const { uid } = client.mutate('ticket.make', { id: 't1', scopeId: 'team-1' });
    await scene.deliver();
    expect(scene.refused).toMatchObject([{ uid, result: { status: 'rejected' } }]);
    await client.close();
    const next = await new Scene(disk).open();
    await arrive();
    expect(next.refused.get()).toMatchObject([{ uid, name: 'ticket.make', args: { id: 't1' } }]);
    expect(next.pending.get()).toEqual([]);
    disk.failure = new Error('the disk is full');
    next.dismiss(uid);
    await arrive();
    // What would come back is not taken for gone.
    expect(next.refused.get()).toHaveLength(1);
    disk.failure = null;
    next.retry();
    await arrive();
    expect(next.refused.get()).toEqual([]);
    expect(disk.image?.entries).toEqual([]);
    await next.close();
    const last = await new Scene(disk).open();
    await arrive();
    expect(last.refused.get()).toEqual([]);
    await last.close();
  });

  it('says that work is not saved where storage does not outlive the page', async () => {
    const scene = new Scene(undefined);
    const client = await scene.open();
    client.mutate('ticket.rank', { id: 't1', rank: 7 });
    await arrive();
    const told = { pending: 1, unsaved: 1, journal: 'volatile' };
    expect(client.status.get()).toMatchObject(told);
    // It waits a second for a journal that keeps nothing.
    const closed = client.close();
    scene.clock.advance();
    await closed;
  });

  it('takes a mutation that a listener makes while a frame is applied', async () => {
    const scene = new Scene(new JournalDisk());
    const client = await scene.open();
    await scene.deliver();
    const row = client.store.row('tickets', 't1');
    const end = row.subscribe(() => {
      end();
      client.mutate('remark.make', { id: 'r1', ticketId: 't1' });
    });
    scene.server.write([['tickets', ticket('t1', { rank: 3 })]]);
    await scene.deliver();
    expect(client.store.list(remarksOf, 't1').get()).toMatchObject([{ id: 'r1', place: 1 }]);
    expect(client.pending.get()).toEqual([]);
    await client.close();
  });

  it('goes on offline: says since when, and sends when it is back', async () => {
    const scene = new Scene(new JournalDisk());
    const client = await scene.open();
    await scene.deliver();
    const current = client.status.get().asOf;
    scene.network.drop();
    client.mutate('ticket.rank', { id: 't1', rank: 9 });
    await arrive();
    expect(client.status.get()).toMatchObject({ connection: 'offline', pending: 1, asOf: current });
    scene.clock.advance();
    await scene.deliver();
    expect(client.status.get()).toMatchObject({ connection: 'live', pending: 0 });
    await client.close();
  });
});

describe('presence', () => {
  it('is said when connected, coalesced to twice a second, and repeated', async () => {
    const scene = new Scene(new JournalDisk());
    const said: PresenceSay[] = [];
    scene.network.onPresence = (say) => said.push(say);
    const client = await scene.open();
    const say = (conversationId: string) =>
      client.presence.say({ conversationId, activity: 'viewing' });
    say('a');
    expect(said).toEqual([]);
    await scene.deliver();
    for (const conversationId of ['b', 'c', 'd']) say(conversationId);
    await arrive();
    expect(said.map((one) => one.conversationId)).toEqual(['a']);
    const start = scene.clock.now();
    scene.clock.advance();
    expect(said.map((one) => one.conversationId)).toEqual(['a', 'd']);
    expect(scene.clock.now() - start).toBe(500);
    scene.clock.advance();
    expect(said.map((one) => one.conversationId)).toEqual(['a', 'd', 'd']);
    expect(scene.clock.now() - start).toBe(10_500);
    await client.close();
  });
});
