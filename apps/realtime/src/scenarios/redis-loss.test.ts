import { newId } from '@frontdesk/core/ids';
import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrokenLink, openLink } from '../testing/broken-link.ts';
import { GatewayWorld, type TestGateway } from '../testing/gateway-world.ts';
import { Replicas, subjectsSeen, tagsSeen } from '../testing/replicas.ts';
import type { TestReplica } from '../testing/test-replica.ts';

let redis: TestRedis;
let link: BrokenLink;
let world: GatewayWorld;
let gateways: TestGateway[];
let replicas: Replicas;

beforeAll(async () => {
  redis = await startRedis();
  const { hostname, port } = new URL(redis.url);
  link = await openLink(hostname, Number(port));
  world = await GatewayWorld.open({ bus: { redisUrl: `redis://127.0.0.1:${link.port}` } });
  gateways = [await world.gateway(), await world.gateway()];
  replicas = new Replicas(world);
});
afterAll(async () => {
  replicas?.closeAll();
  await world?.close();
  await link?.close();
  await redis?.stop();
});

/** A poll, and what a busy machine takes on top of it. */
const WITHIN_MS = 10_000;

describe('scenario 19: Redis is away', () => {
  it('changes and mutations go on by the poll, presence alone is poorer, and all of it comes back (I8, rule 34)', async () => {
    const { inboxId, conversationId } = world.workspace;
    const [ada, ben] = [
      await world.member('MANAGER', [inboxId]),
      await world.member('MANAGER', [inboxId]),
    ];
    const [a, b] = [
      await replicas.atHead(ada, gateways[0]!),
      await replicas.atHead(ben, gateways[1]!),
    ];
    const seenBy = (replica: TestReplica, userId: string) =>
      replica.presence?.users.find((user) => user.userId === userId)?.conversations;
    a.socket.emit('presence', { conversationId, activity: 'replying' });
    await b.until(() => seenBy(b, ada.userId)?.length === 1, WITHIN_MS);

    link.cut();
    for (let n = 0; n < 3; n++) {
      await world.touchConversation(`without Redis ${n}`);
      await b.until(() => subjectsSeen(b).includes(`without Redis ${n}`), WITHIN_MS);
    }
    const name = `pushed ${newId()}`;
    const mutation = a.mutation('tag.create', { tagId: newId(), name, color: '#5b4fd6' });
    expect(await a.push(mutation)).toEqual({ lastMid: 1 });
    await b.until(() => tagsSeen(b).includes(name), WITHIN_MS);
    // Who was there is still there: nobody has said that they went.
    expect(seenBy(b, ada.userId)).toHaveLength(1);

    link.mend();
    b.socket.emit('presence', { conversationId, activity: 'viewing' });
    await a.until(() => {
      b.socket.emit('presence', { conversationId, activity: 'viewing' });
      return seenBy(a, ben.userId)?.length === 1;
    }, 30_000);
    for (const replica of [a, b]) {
      expect(replica.faults).toEqual([]);
      expect(replica.resets).toEqual([]);
      expect(replica.goaways).toEqual([]);
    }
    expect(subjectsSeen(b)).toEqual([0, 1, 2].map((n) => `without Redis ${n}`));
  }, 90_000);
});
