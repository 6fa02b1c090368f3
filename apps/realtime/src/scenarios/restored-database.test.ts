import { newId } from '@frontdesk/core/ids';
import type { Mutation } from '@frontdesk/core/sync-protocol';
import { mintEpochIfMoved } from '@frontdesk/db/epoch';
import { migrate } from '@frontdesk/db/migrate';
import { silentLog } from '@frontdesk/queue/silent-log';
import { RestorablePostgres } from '@frontdesk/testkit/restorable-postgres';
import { holdUnsent } from '@frontdesk/usecases/sends/hold-unsent';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas } from '../testing/replicas.ts';
import type { TestReplica } from '../testing/test-replica.ts';

let postgres: RestorablePostgres;
let world: GatewayWorld;
let gateway: TestGateway;
let owner: TestMember;
let replicas: Replicas;

beforeAll(async () => {
  postgres = await RestorablePostgres.start();
  await migrate(postgres.url);
  world = await GatewayWorld.open({ database: postgres });
  gateway = await world.gateway();
  owner = await world.member('OWNER');
  replicas = new Replicas(world);
  // The customer has just written, so that they may be answered.
  await world.sql('update conversations set last_inbound_at = now()', []);
}, 60_000);
afterAll(async () => {
  replicas?.closeAll();
  await world?.close();
  await postgres?.stop();
});

const starts = () => mintEpochIfMoved(world.db, () => holdUnsent({ db: world.db, log: silentLog }));

const tag = (replica: TestReplica, name: string): Mutation =>
  replica.mutation('tag.create', { tagId: newId(), name, color: '#5b4fd6' });

const reply = (replica: TestReplica, text: string): Mutation =>
  replica.mutation('conversation.reply', {
    messageId: newId(),
    conversationId: world.workspace.conversationId,
    text,
    attachmentIds: [],
    seenUpTo: 100,
  });

/** The database may still be starting. */
const push = (replica: TestReplica, mutations: readonly Mutation[]) =>
  vi.waitFor(
    async () => {
      const answer = await replica.push(...mutations);
      if (answer.retryAfter !== undefined) throw new Error('not yet');
      return answer;
    },
    { timeout: 60_000, interval: 50 },
  );

const messages = () =>
  world.db.asWorker((tx) =>
    tx.message.findMany({ select: { text: true, status: true }, orderBy: { number: 'asc' } }),
  );

describe('scenario 16: the server is restored from a backup', () => {
  it('clients send what it has forgotten, nothing is doubled, and nothing leaves the house by itself (rules 10 and 103)', async () => {
    expect(await starts()).toBe(false);
    const before = await replicas.atHead(owner, gateway);
    const kept = [tag(before, 'kept'), reply(before, 'Kept and not yet sent')];
    expect(await push(before, kept)).toEqual({ lastMid: 2 });
    // A client that leaves earlier would be told of them again, after the backup.
    await before.until(() => before.results.length === 2);
    before.close();
    await postgres.backUp();
    const later = await replicas.connect(owner, gateway, { replicaId: before.replicaId });
    await vi.waitFor(() => later.hello(before.cursor), { timeout: 60_000 });
    const forgotten = [tag(later, 'x'), tag(later, 'y')].length;
    const lost = [tag(later, 'forgotten'), reply(later, 'Forgotten')].map((mutation, n) => ({
      ...mutation,
      mid: forgotten + 1 + n,
    }));
    expect(await push(later, lost)).toEqual({ lastMid: 4 });
    await later.until(() => later.results.length === 2, 60_000);
    expect(new Set(later.results.map(({ status }) => status))).toEqual(new Set(['applied']));

    await postgres.restore();
    expect(await vi.waitFor(starts, { timeout: 60_000 })).toBe(true);
    await later.until(() => later.resets.length > 0, 60_000);
    expect(await later.hello()).toMatchObject({ mode: 'bootstrap', reason: 'epoch', lastMid: 2 });
    // What the engine does: everything of the last 72 hours again, under a new id and the same uids.
    const again = await replicas.atHead(owner, gateway);
    const resent = [...kept, ...lost].map((mutation, n): Mutation => ({
      ...mutation,
      mid: n + 1,
      resent: true,
    }));
    expect(await push(again, resent)).toEqual({ lastMid: 4 });
    await again.until(() => again.results.length === 4);
    expect(again.results.map(({ status }) => status)).toEqual([
      'applied',
      'applied',
      'applied',
      'needs_look',
    ]);
    const tags = await world.db.asWorker((tx) => tx.tag.findMany({ select: { name: true } }));
    expect(tags.map(({ name }) => name).toSorted()).toEqual(['forgotten', 'kept']);
    expect(await messages()).toEqual([
      { text: 'Kept and not yet sent', status: 'UNCERTAIN' },
      { text: 'Forgotten', status: 'UNCERTAIN' },
    ]);
    const queued = await world.db.asWorker((tx) => tx.send.count({ where: { state: 'QUEUED' } }));
    expect(queued).toBe(0);
  }, 120_000);
});
