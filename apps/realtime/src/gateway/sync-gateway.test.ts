import { newId } from '@frontdesk/core/ids';
import type { Cursor } from '@frontdesk/core/sync-protocol';
import { openChangeLog } from '@frontdesk/db/change-log';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { type TestRedis, startRedis } from '@frontdesk/testkit/redis';
import { gatewayDeaths } from '../testing/gateway-deaths.ts';
import { openLink } from '../testing/broken-link.ts';
import { Replicas, subjectsSeen, tagsSeen } from '../testing/replicas.ts';
import type { TestReplica } from '../testing/test-replica.ts';

let world: GatewayWorld;
/** Where the clients of a test are: on one gateway, or spread over several. */
let one: TestGateway;
let other: TestGateway;
let owner: TestMember;
let replicas: Replicas;

let redis: TestRedis | undefined;
afterAll(() => redis?.stop());

const onRedis = async () => {
  redis = await startRedis();
  return { redisUrl: redis.url };
};

const tag = (name: string) => ({ tagId: newId(), name, color: '#5b4fd6' });

describe.each([
  { gateways: 1, where: 'on the Postgres bus', bus: async () => 'postgres' as const },
  { gateways: 3, where: 'on Redis', bus: onRedis },
])('$gateways gateways $where', (setting) => {
  beforeAll(async () => {
    world = await GatewayWorld.open({ bus: await setting.bus() });
    const gateways: TestGateway[] = [];
    for (let n = 0; n < setting.gateways; n++) gateways.push(await world.gateway());
    one = gateways[0]!;
    other = gateways.at(-1)!;
    owner = await world.member('OWNER');
    replicas = new Replicas(world);
  });
  afterAll(() => world?.close());
  afterEach(() => {
    replicas.closeAll();
    world.silence(false);
  });

  describe('two replicas', () => {
    it("see each other's mutations once, in the same order, acknowledged with their rows", async () => {
      const [ada, ben] = await Promise.all([
        replicas.atHead(owner, one),
        replicas.atHead(await world.member('MANAGER'), other),
      ]);
      const work = async (replica: TestReplica, who: string) => {
        for (let n = 0; n < 10; n++) {
          const mutation = replica.mutation('tag.create', tag(`${who} ${n}`));
          expect(await replica.push(mutation)).toEqual({ lastMid: mutation.mid });
        }
      };
      await Promise.all([work(ada, 'ada'), work(ben, 'ben')]);
      for (const replica of [ada, ben]) {
        await replica.until(() => tagsSeen(replica).length >= 20 && replica.results.length >= 10);
        expect(replica.faults).toEqual([]);
        expect(replica.results.map((result) => result.mid)).toEqual([
          1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
        ]);
      }
      expect(tagsSeen(ada)).toEqual(tagsSeen(ben));
      expect(new Set(tagsSeen(ada)).size).toBe(20);
    });

    it('see no acknowledgement of the other', async () => {
      const [ada, ben] = await Promise.all([
        replicas.atHead(owner, one),
        replicas.atHead(owner, other),
      ]);
      await ada.push(ada.mutation('tag.create', tag(`mine ${newId()}`)));
      await ada.until(() => ada.results.length === 1);
      await ben.until(() => tagsSeen(ben).length === 1);
      expect(ben.results).toEqual([]);
      expect(ben.deltas.every((delta) => delta.ackMid === undefined)).toBe(true);
    });
  });

  describe('scopes', () => {
    it('keep what a member was not granted from them, bring a granted inbox and end with a revocation (I6)', async () => {
      const { inboxId } = world.workspace;
      const agent = await world.member('AGENT');
      const [replica, witness] = await Promise.all([
        replicas.atHead(agent, one),
        replicas.atHead(owner, one),
      ]);
      await world.touchConversation('before');
      await world.grant(agent.membershipId, inboxId);
      await world.touchConversation('while');
      await replica.until(() => subjectsSeen(replica).length === 1);
      await world.revoke(agent.membershipId, inboxId);
      await world.touchConversation('after');
      await witness.until(() => subjectsSeen(witness).includes('after'));
      await replica.until(() => replica.deltas.some((delta) => delta.revoked?.includes(inboxId)));
      await replica.push(replica.mutation('conversation.note', {}));
      await replica.until(() => replica.results.length === 1);
      expect(subjectsSeen(replica)).toEqual(['while']);
      expect(replica.deltas.flatMap((delta) => delta.granted ?? [])).toEqual([inboxId]);
      expect(replica.faults).toEqual([]);
    });

    it('that ended and began again while a replica was away are dropped and begun anew (rule 3)', async () => {
      const { inboxId } = world.workspace;
      const agent = await world.member('AGENT', [inboxId]);
      const before = await replicas.head();
      await world.revoke(agent.membershipId, inboxId);
      await world.touchConversation('not for you');
      await world.grant(agent.membershipId, inboxId);
      await world.touchConversation('for you');
      const replica = await replicas.connect(agent, one);
      await replica.hello(before);
      await replica.until(() => subjectsSeen(replica).includes('for you'));
      expect(subjectsSeen(replica)).toEqual(['for you']);
      expect(replica.deltas.flatMap((delta) => delta.revoked ?? [])).toEqual([inboxId]);
      expect(replica.deltas.flatMap((delta) => delta.granted ?? [])).toEqual([inboxId]);
    });

    it('that began or ended while a replica was away begin and end when it comes back (rule 3)', async () => {
      const { inboxId } = world.workspace;
      const [gained, lost] = [await world.member('AGENT'), await world.member('AGENT', [inboxId])];
      const before = await replicas.head();
      await world.touchConversation('before');
      await world.grant(gained.membershipId, inboxId);
      await world.revoke(lost.membershipId, inboxId);
      await world.touchConversation('after');
      const [gainer, loser] = [
        await replicas.connect(gained, one),
        await replicas.connect(lost, one),
      ];
      await Promise.all([gainer.hello(before), loser.hello(before)]);
      await gainer.until(() => subjectsSeen(gainer).includes('after'));
      await loser.until(() => loser.deltas.some((delta) => delta.revoked?.includes(inboxId)));
      expect(subjectsSeen(gainer)).toEqual(['after']);
      expect(gainer.deltas.flatMap((delta) => delta.granted ?? [])).toEqual([inboxId]);
      expect(subjectsSeen(loser)).toEqual(['before']);
    });

    it('shrink with the role, though nothing else in the log says so (rule 3a)', async () => {
      const { inboxId, id: organizationId } = world.workspace;
      const admin = await world.member('ADMIN');
      const [replica, witness] = await Promise.all([
        replicas.atHead(admin, one),
        replicas.atHead(owner, one),
      ]);
      await world.db.asWorker((tx) =>
        tx.membership.update({
          where: { id: admin.membershipId, organizationId },
          data: { role: 'AGENT' },
        }),
      );
      await world.touchConversation('secret');
      await witness.until(() => subjectsSeen(witness).includes('secret'));
      await replica.until(() => replica.deltas.some((delta) => delta.revoked?.includes(inboxId)));
      expect(subjectsSeen(replica)).toEqual([]);
    });
  });

  describe('a replica that comes back', () => {
    it('goes on where it was, at another gateway', async () => {
      const replica = await replicas.atHead(owner, one);
      await world.touchConversation('seen');
      await replica.until(() => subjectsSeen(replica).length === 1);
      replica.close();
      await world.touchConversation('missed 1');
      await world.touchConversation('missed 2');
      const again = await replicas.connect(owner, other, { replicaId: replica.replicaId });
      expect(await again.hello(replica.cursor)).toMatchObject({ mode: 'resume' });
      await again.until(() => subjectsSeen(again).length > 0);
      expect(subjectsSeen(again)).toEqual(['missed 2']);
      expect(again.faults).toEqual([]);
    });

    it.each([
      ['new', () => null],
      ['epoch', (at: Cursor) => ({ ...at, epoch: newId() })],
      ['ahead', (at: Cursor) => ({ ...at, seq: at.seq + 1 })],
      ['tag', (at: Cursor) => ({ ...at, tag: newId() })],
      ['tag', (at: Cursor) => ({ ...at, seq: at.seq - 1 })],
    ])(
      'scenario 15: starts anew when its cursor is no good: %s (rule 10)',
      async (reason, spoil) => {
        const replica = await replicas.connect(owner, one);
        expect(await replica.hello(spoil(await replicas.head()))).toMatchObject({
          mode: 'bootstrap',
          reason,
        });
        expect(replica.deltas).toEqual([]);
      },
    );

    it('scenario 15: starts anew when the log no longer reaches back to it (rule 10)', async () => {
      const at = await replicas.head();
      await world.touchConversation('kept');
      const raise = 'update sync_workspace set floor = $2 where workspace_id = $1';
      await world.sql(raise, [world.workspace.id, at.seq + 1]);
      // One that has what came since in its memory could still serve it.
      const replica = await replicas.connect(owner, await world.gateway());
      expect(await replica.hello(at)).toMatchObject({ mode: 'bootstrap', reason: 'too_old' });
    });

    it('that says hello twice at once is told everything once', async () => {
      const replica = await replicas.connect(owner, one);
      const at = await replicas.head();
      await Promise.all([replica.hello(at), replica.hello(at)]);
      await world.touchConversation('told once');
      await replica.until(() => subjectsSeen(replica).length > 0);
      await replica.push(replica.mutation('conversation.note', {}));
      await replica.until(() => replica.results.length === 1);
      expect(subjectsSeen(replica)).toEqual(['told once']);
      expect(replica.faults).toEqual([]);
    });

    it('with a build of a protocol that is served no more is told to upgrade (rule 101)', async () => {
      const replica = await replicas.connect(owner, one);
      expect(await replica.hello(null, { protocol: 0 })).toMatchObject({ mode: 'upgrade' });
    });

    it.each([{ protocol: 99 }, { schemaVersion: 99 }])(
      'with a newer build than the gateway is sent to its successor: %o (rule 101)',
      async (newer) => {
        const replica = await replicas.connect(owner, one);
        const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
        replica.hello(null, newer).catch(() => undefined);
        await gone;
        expect(replica.goaways).toEqual([{ reason: 'drain', spreadMs: 10_000 }]);
      },
    );
  });

  describe('a slow replica (rule 20)', () => {
    it('is sent no more than its credit, and all the rest once it has applied', async () => {
      const [slow, witness] = await Promise.all([
        replicas.atHead(owner, one, { isSlow: true }),
        replicas.atHead(owner, one),
      ]);
      for (let n = 0; n < 12; n++) {
        await world.touchConversation(`step ${n}`);
        await witness.until(() => subjectsSeen(witness).includes(`step ${n}`));
      }
      expect(slow.deltas).toHaveLength(4);
      slow.isSlow = false;
      slow.socket.emit('applied', { to: slow.cursor!.seq });
      await slow.until(() => subjectsSeen(slow).includes('step 11'));
      expect(slow.faults).toEqual([]);
      expect(slow.deltas.length).toBeLessThan(8);
    });
  });

  describe('without hints', () => {
    it('a change still arrives within about a second (rule 34)', async () => {
      const replica = await replicas.atHead(owner, one);
      world.silence(true);
      await world.touchConversation('unannounced');
      await replica.until(() => subjectsSeen(replica).includes('unannounced'), 2_500);
    });
  });

  describe('a log that is another one now (rule 10)', () => {
    it('resets every replica, which starts anew', async () => {
      const elsewhere = await GatewayWorld.open();
      try {
        const gateway = await elsewhere.gateway();
        const replica = await replicas.connect(await elsewhere.member('OWNER'), gateway);
        const { epoch, seq, tag } = await openChangeLog(elsewhere.db).head(elsewhere.workspace.id);
        await replica.hello({ epoch, seq, tag });
        const restore =
          'update sync_workspace set epoch = gen_random_uuid() where workspace_id = $1';
        await elsewhere.sql(restore, [elsewhere.workspace.id]);
        await replica.until(() => replica.resets.length > 0);
        expect(replica.resets).toEqual(['epoch']);
        expect(await replica.hello()).toMatchObject({ mode: 'bootstrap', reason: 'epoch' });
      } finally {
        await elsewhere.close();
      }
    });
  });

  describe('while the database is away', () => {
    it('sockets stay open, nothing pushed is consumed, and all goes on when it is back', async () => {
      const url = new URL(world.databaseUrl);
      const link = await openLink(url.hostname, Number(url.port));
      url.port = String(link.port);
      const gateway = await world.gateway({ databaseUrl: url.href });
      const [replica, witness] = [
        await replicas.atHead(owner, gateway),
        await replicas.atHead(owner, other),
      ];
      link.cut();
      const mutation = replica.mutation('tag.create', tag(`patient ${newId()}`));
      expect(await replica.push(mutation)).toMatchObject({
        lastMid: 0,
        retryAfter: expect.any(Number),
      });
      await world.touchConversation('meanwhile');
      await witness.until(() => subjectsSeen(witness).includes('meanwhile'));
      expect(replica.socket.connected).toBe(true);
      link.mend();
      await replica.until(() => subjectsSeen(replica).includes('meanwhile'));
      await vi.waitFor(
        async () => expect(await replica.push(mutation)).toEqual({ lastMid: 1 }),
        5_000,
      );
      await replica.until(() => replica.results.length === 1);
      expect(replica.faults).toEqual([]);
      await gateway.close();
      await link.close();
    });
  });

  describe('exactly once', () => {
    it('scenario 5: holds for one push that reaches two gateways at once (I4)', async () => {
      const replicaId = newId();
      const [ada, twin] = await Promise.all([
        replicas.atHead(owner, one, { replicaId }),
        replicas.atHead(owner, other, { replicaId }),
      ]);
      const mutations = Array.from({ length: 10 }, (_, n) =>
        ada.mutation('tag.create', tag(`twin ${n} ${newId()}`)),
      );
      const answers = await Promise.all([ada.push(...mutations), twin.push(...mutations)]);
      expect(answers).toEqual([{ lastMid: 10 }, { lastMid: 10 }]);
      await ada.until(() => ada.results.length === 10 && tagsSeen(ada).length >= 10);
      expect(tagsSeen(ada)).toEqual(mutations.map(({ args }) => (args as { name: string }).name));
    });

    it('asks a cloned replica to take a new id (rule 2)', async () => {
      const replica = await replicas.atHead(owner, one);
      await replica.push(replica.mutation('tag.create', tag(`first ${newId()}`)));
      const clone = await replicas.connect(owner, other, { replicaId: replica.replicaId });
      await clone.hello(await replicas.head());
      expect(await clone.push(clone.mutation('tag.create', tag(`other ${newId()}`)))).toMatchObject(
        {
          forked: true,
        },
      );
    });

    it('asks for what is missing before a mutation out of line (rule 26)', async () => {
      const replica = await replicas.atHead(owner, one);
      const [first, second] = [1, 2].map(() =>
        replica.mutation('tag.create', tag(`gap ${newId()}`)),
      );
      expect(await replica.push(second!)).toMatchObject({ forked: true });
      await replica.push(first!);
      const [, fourth] = [3, 4].map(() => replica.mutation('tag.create', tag(`gap ${newId()}`)));
      expect(await replica.push(fourth!)).toEqual({ lastMid: 1, resendFrom: 2 });
    });

    it('is the business of one user (rule 26)', async () => {
      const replica = await replicas.atHead(owner, one);
      await replica.push(replica.mutation('tag.create', tag(`own ${newId()}`)));
      const thief = await replicas.connect(await world.member('ADMIN'), one, {
        replicaId: replica.replicaId,
      });
      const gone = new Promise((resolve) => thief.socket.once('disconnect', resolve));
      thief.hello(await replicas.head()).catch(() => undefined);
      await gone;
      expect(thief.goaways).toMatchObject([{ reason: 'wrong_user' }]);
    });
  });

  gatewayDeaths(() => world, setting.gateways);
});
