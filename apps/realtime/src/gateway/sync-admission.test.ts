import { createApiKey } from '@frontdesk/usecases/auth/api-keys';
import { revokeSession } from '@frontdesk/usecases/auth/sessions';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas, subjectsSeen } from '../testing/replicas.ts';
import { TestReplica } from '../testing/test-replica.ts';

let world: GatewayWorld;
let one: TestGateway;
let other: TestGateway;
let owner: TestMember;
let replicas: Replicas;

beforeAll(async () => {
  world = await GatewayWorld.open();
  one = await world.gateway();
  other = await world.gateway();
  owner = await world.member('OWNER');
  replicas = new Replicas(world);
});
afterAll(() => world?.close());
afterEach(() => replicas.closeAll());

describe('who may come in (rule 37)', () => {
  const refusalOf = (options: object) =>
    TestReplica.connect({ url: one.url, ...options }).then(
      () => 'connected',
      (refusal: { code: string }) => refusal.code,
    );
  const cookie = () => `theme=dark; fd_access=${owner.token}`;

  it('is who has a token, or a cookie on our own page', async () => {
    const replica = await TestReplica.connect({
      url: one.url,
      headers: { cookie: cookie(), origin: one.url },
    });
    replicas.add(replica);
    expect(await replica.hello(null)).toMatchObject({ mode: 'bootstrap' });
  });

  it.each([
    ['nothing to show', () => ({}), 'AUTHORIZATION_ERROR'],
    [
      'nothing to show on our own page',
      () => ({ headers: { origin: one.url } }),
      'AUTHENTICATION_ERROR',
    ],
    ['a token that is none', () => ({ token: 'x.y.z' }), 'AUTHENTICATION_ERROR'],
    [
      'a cookie on another page',
      () => ({ headers: { cookie: cookie(), origin: 'https://evil.example' } }),
      'AUTHORIZATION_ERROR',
    ],
    ['a cookie and no origin', () => ({ headers: { cookie: cookie() } }), 'AUTHORIZATION_ERROR'],
    [
      'a token on another page',
      () => ({ token: owner.token, headers: { origin: 'https://evil.example' } }),
      'AUTHORIZATION_ERROR',
    ],
  ])('is not who has %s', async (_, options, code) => {
    expect(await refusalOf(options())).toBe(code);
  });

  it('is no program with an API key, whose scopes a replica would not heed', async () => {
    const rights = { role: 'OWNER', inboxIds: new Set<string>() } as const;
    const { id: organizationId } = world.workspace;
    const member = { ...owner, organizationId, displayName: 'Owner', rights };
    const made = await createApiKey(
      world.db,
      member,
      { name: 'narrow', scopes: ['tag.write'] },
      {},
    );
    const key = made.ok ? made.value.key : '';
    expect(await refusalOf({ token: key })).toBe('AUTHORIZATION_ERROR');
  });

  it('is sent away the moment their session is revoked', async () => {
    const member = await world.member('AGENT');
    const replica = await replicas.atHead(member, one);
    const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
    const deps = { db: world.db, bus: world.bus, now: () => new Date(), log: console };
    await revokeSession(deps, member.userId, member.sessionId);
    await gone;
    expect(replica.goaways).toMatchObject([{ reason: 'revoked' }]);
    expect(await refusalOf({ token: member.token })).toBe('AUTHENTICATION_ERROR');
  });

  it('is sent away when they are no member any more, before anything later is shown', async () => {
    const { inboxId } = world.workspace;
    const member = await world.member('AGENT', [inboxId]);
    const replica = await replicas.atHead(member, one);
    const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
    await world.db.asWorker((tx) =>
      tx.membership.update({ where: { id: member.membershipId }, data: { active: false } }),
    );
    await world.touchConversation('too late');
    await gone;
    expect(replica.goaways).toMatchObject([{ reason: 'revoked' }]);
    expect(subjectsSeen(replica)).toEqual([]);
  });
});

describe('presence', () => {
  it('shows who is where, on every gateway, only to those who may see the inbox (rule 36)', async () => {
    const { inboxId, conversationId } = world.workspace;
    const agent = await world.member('AGENT', [inboxId]);
    const stranger = await world.member('AGENT');
    const [a, b, c] = [
      await replicas.atHead(agent, one),
      await replicas.atHead(owner, other),
      await replicas.atHead(stranger, other),
    ];
    a.socket.emit('presence', { conversationId, activity: 'replying' });
    const seenBy = (replica: TestReplica, userId: string) =>
      replica.presence?.users.find((user) => user.userId === userId)?.conversations;
    await b.until(() => seenBy(b, agent.userId)?.length === 1);
    expect(seenBy(b, agent.userId)).toEqual([{ conversationId, activity: 'replying' }]);
    await c.until(() => seenBy(c, agent.userId) !== undefined);
    expect(seenBy(c, agent.userId)).toEqual([]);
    a.socket.emit('presence', { conversationId: null, activity: 'viewing', leaving: true });
    await b.until(() => seenBy(b, agent.userId) === undefined);
    expect(seenBy(b, stranger.userId)).toEqual([]);
  });

  it('is what was said last, however long it takes to find out about what was said before', async () => {
    const { inboxId, conversationId } = world.workspace;
    // It knows of no conversation yet.
    const fresh = await world.gateway();
    const [first, second] = [
      await replicas.atHead(await world.member('AGENT', [inboxId]), fresh),
      await replicas.atHead(await world.member('AGENT', [inboxId]), fresh),
    ];
    const places = (replica: TestReplica) =>
      replica.presence?.users.flatMap(({ conversations }) => conversations) ?? [];
    first.socket.emit('presence', { conversationId, activity: 'viewing' });
    first.socket.emit('presence', { conversationId: null, activity: 'viewing' });
    second.socket.emit('presence', { conversationId, activity: 'replying' });
    await second.until(() => places(second).some(({ activity }) => activity === 'replying'));
    expect(places(second)).toEqual([{ conversationId, activity: 'replying' }]);
  });
});

describe('a gateway that ends (rule 107)', () => {
  it('sends its sockets elsewhere, takes nobody in, and is done once they have gone', async () => {
    const third = await world.gateway();
    const [leaving, staying] = [
      await replicas.atHead(owner, third),
      await replicas.atHead(owner, third),
    ];
    leaving.socket.on('goaway', () => leaving.close());
    const drained = third.gateways.drain(10_000);
    await staying.until(() => staying.goaways.length > 0 && !leaving.socket.connected);
    expect(staying.goaways).toEqual([{ reason: 'drain', spreadMs: 500 }]);
    const refusal = TestReplica.connect({ url: third.url, token: owner.token });
    await expect(refusal).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    // Whoever is slow to leave is served until then.
    await world.touchConversation('still served');
    await staying.until(() => subjectsSeen(staying).includes('still served'));
    staying.close();
    await drained;
  });

  it('cuts off who does not leave', async () => {
    const third = await world.gateway();
    const replica = await replicas.atHead(owner, third);
    const gone = new Promise((resolve) => replica.socket.once('disconnect', resolve));
    await third.gateways.drain(40);
    await third.close();
    await gone;
    expect(replica.goaways).toMatchObject([{ reason: 'drain' }]);
  });
});
