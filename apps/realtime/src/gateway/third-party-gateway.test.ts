import { newId } from '@frontdesk/core/ids';
import { messageData } from '@frontdesk/db/testing/workspace';
import { createApiKey } from '@frontdesk/usecases/auth/api-keys';
import { loadRights } from '@frontdesk/usecases/auth/rights';
import { type Socket, io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { Replicas } from '../testing/replicas.ts';

let world: GatewayWorld;
let gateway: TestGateway;
let owner: TestMember;

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
  owner = await world.member('OWNER');
});
afterAll(() => world?.close());

/** A program that writes down every event. */
class Program {
  readonly socket: Socket;
  readonly events: [string, Record<string, never>][] = [];

  constructor(auth?: object) {
    this.socket = io(gateway.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...(auth ? { auth } : {}),
    });
    this.socket.onAny((name: string, data) => this.events.push([name, data]));
    open.push(this);
  }

  ask(event: string, data: object): Promise<Record<string, never>> {
    return this.socket.timeout(5_000).emitWithAck(event, data);
  }

  named(name: string): Record<string, never>[] {
    return this.events.filter(([event]) => event === name).map(([, data]) => data);
  }

  until(name: string, count = 1): Promise<void> {
    return vi.waitFor(() => expect(this.named(name).length).toBeGreaterThanOrEqual(count), 5_000);
  }
}

const open: Program[] = [];
afterEach(() => open.splice(0).forEach((program) => program.socket.disconnect()));

async function authenticated(token: string): Promise<Program> {
  const program = new Program({ token });
  await program.until('authenticated');
  return program;
}

let number = 100;
async function receive(text: string): Promise<string> {
  const data = messageData(world.workspace, number++, text);
  await world.db.asWorker((tx) => tx.message.create({ data }));
  world.hint();
  return data.id;
}

async function apiKey(scopes: Parameters<typeof createApiKey>[2]['scopes']): Promise<string> {
  const member = await world.db.system((tx) => loadRights(tx, world.workspace.id, owner.userId));
  const made = await createApiKey(world.db, member!, { name: 'test', scopes }, {});
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value.key;
}

describe('a program', () => {
  it('authenticates by event with an access token, or in the handshake with an API key', async () => {
    const program = new Program();
    const who = await program.ask('authenticate', { token: owner.token });
    expect(who).toEqual({
      userId: owner.userId,
      organizationId: world.workspace.id,
      role: 'OWNER',
    });
    expect(program.named('authenticated')).toEqual([who]);
    const other = await authenticated(await apiKey(['conversation.read']));
    expect(other.named('authenticated')).toEqual([who]);
  });

  it.each([
    ['a token that is none', async () => 'x.y.z', 'AUTHENTICATION_ERROR'],
    ['a key that may not read', () => apiKey(['tag.write']), 'AUTHORIZATION_ERROR'],
  ])('is not let in with %s', async (_, token, code) => {
    const program = new Program();
    expect(await program.ask('authenticate', { token: await token() })).toMatchObject({
      error: { code },
    });
    expect(await program.ask('join:conversation', { conversationId: newId() })).toMatchObject({
      error: { code: 'AUTHENTICATION_ERROR' },
    });
  });

  it('is told of new messages, of their states and of their conversation, once each and in order', async () => {
    const program = await authenticated(owner.token);
    const id = await receive('Is bay 3 free?');
    await world.db.asWorker((tx) => tx.message.update({ where: { id }, data: { status: 'READ' } }));
    await world.touchConversation('bays');
    await program.until('conversation:updated');
    const seen = program.events.filter(
      ([name]) => name.startsWith('message') || name.startsWith('conv'),
    );
    expect(seen).toMatchObject([
      ['message:new', { message: { id, text: 'Is bay 3 free?', status: 'RECEIVED' } }],
      [
        'message:ack',
        { messageId: id, conversationId: world.workspace.conversationId, status: 'READ' },
      ],
      ['conversation:updated', { conversation: { subject: 'bays' } }],
    ]);
    expect(JSON.stringify(seen)).not.toContain('scopeId');
  });

  it('is told who a conversation was assigned to', async () => {
    const program = await authenticated(owner.token);
    const replicas = new Replicas(world);
    const replica = await replicas.atHead(owner, gateway);
    const { conversationId } = world.workspace;
    await replica.push(
      replica.mutation('conversation.assign', { conversationId, userId: owner.userId }),
    );
    await program.until('conversation:assigned');
    expect(program.named('conversation:assigned')).toEqual([
      { conversationId, assigneeId: owner.userId, teamId: null },
    ]);
    replicas.closeAll();
  });

  it('is told nothing of an inbox that its member does not see', async () => {
    const agent = await world.member('AGENT');
    const [outside, inside] = [await authenticated(agent.token), await authenticated(owner.token)];
    await receive('secret');
    await inside.until('message:new');
    await world.grant(agent.membershipId, world.workspace.inboxId);
    await receive('open');
    await outside.until('message:new');
    expect(outside.named('message:new')).toMatchObject([{ message: { text: 'open' } }]);
    const { conversationId } = world.workspace;
    await world.revoke(agent.membershipId, world.workspace.inboxId);
    await receive('secret again');
    await inside.until('message:new', 3);
    await vi.waitFor(async () =>
      expect(await outside.ask('join:conversation', { conversationId })).toMatchObject({
        error: { code: 'NOT_FOUND' },
      }),
    );
    expect(outside.named('message:new')).toHaveLength(1);
  });

  it('sends through the one write path, once for one id', async () => {
    await world.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id: world.workspace.conversationId },
        data: { lastInboundAt: new Date() },
      }),
    );
    const program = await authenticated(await apiKey(['conversation.read', 'conversation.reply']));
    const { conversationId } = world.workspace;
    const message = { conversationId, text: 'Yes, until noon', messageId: newId() };
    const answers = [
      await program.ask('message:send', message),
      await program.ask('message:send', message),
    ];
    expect(answers).toEqual(
      [1, 2].map(() => ({ messageId: message.messageId, status: expect.any(String) })),
    );
    await program.until('message:new');
    expect(program.named('message:new')).toMatchObject([
      { message: { id: message.messageId, authorKind: 'API' } },
    ]);
  });

  it('may not send with a key that only reads', async () => {
    const program = await authenticated(await apiKey(['conversation.read']));
    const { conversationId } = world.workspace;
    expect(await program.ask('message:send', { conversationId, text: 'hi' })).toMatchObject({
      error: { code: 'AUTHORIZATION_ERROR' },
    });
  });

  it('hears who types in a conversation that it joined, and is heard', async () => {
    const { conversationId } = world.workspace;
    const [a, b] = [
      await authenticated(owner.token),
      await authenticated((await world.member('ADMIN')).token),
    ];
    expect(await b.ask('join:conversation', { conversationId })).toEqual({ ok: true });
    await a.ask('typing:start', { conversationId });
    await b.until('typing:start');
    await a.ask('typing:stop', { conversationId });
    await b.until('typing:stop');
    const typing = { conversationId, userId: owner.userId };
    expect(b.named('typing:start')).toEqual([typing]);
    expect(b.named('typing:stop')).toEqual([typing]);
    expect(b.named('presence:update')).toContainEqual(
      expect.objectContaining({ userId: owner.userId, online: true }),
    );
    expect(a.named('typing:start')).toEqual([]);
  });

  it('may say fifty things a minute', async () => {
    const program = await authenticated((await world.member('VIEWER')).token);
    const { conversationId } = world.workspace;
    const answers = await Promise.all(
      Array.from({ length: 51 }, () => program.ask('leave:conversation', { conversationId })),
    );
    expect(answers.filter((answer) => 'ok' in answer)).toHaveLength(50);
    expect(answers.at(-1)).toMatchObject({ error: { code: 'RATE_LIMIT_EXCEEDED', retryAfter: 2 } });
  });

  it('that sends nonsense is told so', async () => {
    const program = await authenticated(owner.token);
    expect(await program.ask('message:send', { text: 1 })).toMatchObject({
      error: { code: 'VALIDATION_ERROR' },
    });
    program.socket.emit('join:conversation', null);
    await program.until('error');
  });
});
