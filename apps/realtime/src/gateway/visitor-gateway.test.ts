import type { Refusal } from '@frontdesk/core/errors';
import { newId } from '@frontdesk/core/ids';
import type {
  VisitorAck,
  VisitorAuth,
  VisitorClientEvents,
  VisitorMessage,
  VisitorServerEvents,
  VisitorSession,
} from '@frontdesk/core/visitor-protocol';
import { SigningKeys } from '@frontdesk/usecases/auth/signing-keys';
import type { Actor } from '@frontdesk/usecases/mutation-handler';
import { Desk, type Inbox } from '@frontdesk/usecases/testing/desk';
import { type Socket, io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HttpServer } from '../http/http-server.ts';
import { type Gateways, openGateways } from './open-gateways.ts';

let desk: Desk;
let inbox: Inbox;
let agent: Actor & { userId: string };
let url: string;
let http: HttpServer;
let gateways: Gateways;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('webchat');
  agent = await desk.member('AGENT', [inbox.id]);
  const keys = await SigningKeys.open(desk.deps);
  http = new HttpServer({
    api: () => new Response(null, { status: 404 }),
    pages: undefined,
    metrics: () => {},
    knowsHost: () => true,
  });
  gateways = openGateways(http.server, { deps: desk.deps, keys, executor: desk.executor });
  url = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
});
afterAll(async () => {
  gateways?.close();
  await http?.close();
  await desk?.close();
});

const pages: Page[] = [];
afterEach(() => pages.splice(0).forEach((page) => page.socket.disconnect()));

/** A page with the chat open. */
class Page {
  readonly socket: Socket<VisitorServerEvents, VisitorClientEvents>;
  readonly messages = new Map<string, VisitorMessage>();
  readonly receipts: string[] = [];
  readonly removed: string[] = [];
  session: VisitorSession | undefined;
  agentName: string | null | undefined;

  private constructor(auth: Partial<VisitorAuth>) {
    this.socket = io(`${url}/visitor`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { inboxId: inbox.id, ...auth },
      extraHeaders: { origin: 'https://fairway.example' },
    });
    this.socket.on('session', (session) => {
      this.session = session;
      for (const message of session.messages) this.messages.set(message.id, message);
    });
    this.socket.on('message', (message) => this.messages.set(message.id, message));
    this.socket.on('receipt', ({ id }) => this.receipts.push(id));
    this.socket.on('removed', ({ id }) => this.removed.push(id));
    this.socket.on('typing', ({ agentName }) => {
      this.agentName = agentName;
    });
    pages.push(this);
  }

  static async open(auth: Partial<VisitorAuth> = {}): Promise<Page> {
    const page = new Page(auth);
    await new Promise<void>((resolve, reject) => {
      page.socket.once('session', () => resolve());
      page.socket.once('connect_error', (error) =>
        reject((error as Error & { data?: Refusal }).data ?? error),
      );
    });
    return page;
  }

  say(text: string, more: object = {}): Promise<VisitorAck> {
    return this.socket.timeout(5_000).emitWithAck('message', { id: newId(), text, ...more });
  }

  texts(): string[] {
    return [...this.messages.values()]
      .toSorted((a, b) => a.number - b.number)
      .map((message) => message.text);
  }

  until(holds: () => void): Promise<void> {
    return vi.waitFor(holds, 5_000);
  }
}

async function conversationOf(page: Page): Promise<string> {
  const visitor = await desk.deps.db.asWorker((tx) =>
    tx.conversation.findMany({
      where: { inboxId: inbox.id },
      orderBy: { createdAt: 'desc' },
      take: 1,
    }),
  );
  expect(page.receipts.length).toBeGreaterThan(0);
  return visitor[0]!.id;
}

async function reply(conversationId: string, text: string): Promise<string> {
  const messageId = newId();
  const { lastNumber: seenUpTo } = await desk.deps.db.asWorker((tx) =>
    tx.conversation.findUniqueOrThrow({ where: { id: conversationId } }),
  );
  const args = { messageId, conversationId, text, attachmentIds: [], seenUpTo };
  expect(await desk.mutate(agent, 'conversation.reply', args)).toMatchObject({ status: 'applied' });
  await desk.settle();
  return messageId;
}

async function begun(text: string): Promise<{ page: Page; conversationId: string }> {
  const page = await Page.open({ name: 'Ada Byron' });
  expect(await page.say(text)).toEqual({ ok: true });
  await desk.settle();
  await page.until(() => expect(page.receipts).toHaveLength(1));
  return { page, conversationId: await conversationOf(page) };
}

describe('a visitor', () => {
  it('writes from any site, is stored as a delivery, and sees the message received under its own id', async () => {
    const page = await Page.open({ name: 'Ada Byron', email: 'ada@guest.example' });
    expect(page.session).toMatchObject({
      name: 'Ada Byron',
      inboxName: 'webchat',
      messages: [],
      hasMore: false,
    });
    const id = newId();
    expect(await page.say('Is bay 3 free?', { id })).toEqual({ ok: true });
    expect(await page.say('Is bay 3 free?', { id })).toEqual({ ok: true });
    await desk.settle();
    await page.until(() => expect(page.receipts).toEqual([id]));
    expect(page.messages.get(id)).toMatchObject({
      from: 'visitor',
      text: 'Is bay 3 free?',
      number: expect.any(Number),
    });
    const card = await desk.deps.db.asWorker((tx) =>
      tx.contactCard.findFirst({ where: { inboxId: inbox.id } }),
    );
    expect(card).toMatchObject({ name: 'Ada Byron', email: 'ada@guest.example' });
  });

  it('is answered live, by a first name, and the team sees the answer delivered and read', async () => {
    const { page, conversationId } = await begun('Hello?');
    const messageId = await reply(conversationId, 'Hello Ada');
    await page.until(() => expect(page.texts()).toEqual(['Hello?', 'Hello Ada']));
    const answer = page.messages.get(messageId)!;
    expect(answer).toMatchObject({ from: 'team', authorName: 'AGENT' });
    const statusIs = (status: string) =>
      vi.waitFor(async () => {
        await desk.settle();
        const row = await desk.deps.db.asWorker((tx) =>
          tx.message.findUniqueOrThrow({ where: { id: messageId } }),
        );
        expect(row.status).toBe(status);
      }, 5_000);
    page.socket.emit('received', { upTo: answer.number });
    await statusIs('DELIVERED');
    page.socket.emit('read', { upTo: answer.number });
    await statusIs('READ');
  });

  it('and the team see each other type', async () => {
    const { page, conversationId } = await begun('Anybody there?');
    const typing: unknown[] = [];
    const stop = desk.deps.bus.subscribe('presence', ({ state }) =>
      typing.push(...(state as { typing: unknown[] }).typing),
    );
    page.socket.emit('typing', { on: true });
    const told = { conversationId, inboxId: inbox.id, on: true };
    await page.until(() => expect(typing).toContainEqual(told));
    const place = { conversationId, inboxId: inbox.id, activity: 'replying' };
    const say = (places: object[]) =>
      desk.deps.bus.publish('presence', {
        workspaceId: desk.organizationId,
        gatewayId: 'another gateway',
        state: {
          devices: [{ device: 'a browser', presence: { userId: agent.userId, places } }],
          typing: [],
        },
      });
    await say([place]);
    await page.until(() => expect(page.agentName).toBe('AGENT'));
    await say([]);
    await page.until(() => expect(page.agentName).toBeNull());
    stop();
  });

  it('resumes its conversation on another page, with what was said meanwhile', async () => {
    const { page, conversationId } = await begun('I will be back');
    page.socket.disconnect();
    await reply(conversationId, 'We are here');
    const again = await Page.open({ visitorToken: page.session!.visitorToken });
    expect(again.session!.messages.map((message) => message.text)).toEqual([
      'I will be back',
      'We are here',
    ]);
    expect([...again.messages.keys()][0]).toBe(page.receipts[0]);
    expect(again.session!.name).toBe('Ada Byron');
  });

  it('sees nothing of another, of what has not left, and of what was taken back', async () => {
    const [{ page, conversationId }, { page: stranger }] = [
      await begun('mine'),
      await begun('theirs'),
    ];
    const messageId = newId();
    await desk.deps.db.asWorker((tx) =>
      tx.message.create({
        data: {
          id: messageId,
          organizationId: desk.organizationId,
          scopeId: inbox.id,
          conversationId,
          number: 500,
          episode: 1,
          direction: 'OUTBOUND',
          type: 'TEXT',
          text: 'held',
          status: 'HELD',
          authorKind: 'USER',
          authorId: agent.userId,
        },
      }),
    );
    const set = (status: string) =>
      desk.deps.db.asWorker((tx) =>
        tx.message.update({ where: { id: messageId }, data: { status } }),
      );
    await set('SENT');
    await page.until(() => expect(page.texts()).toEqual(['mine', 'held']));
    await set('REVOKED');
    await page.until(() => expect(page.removed).toEqual([messageId]));
    const seen = await page.socket.timeout(5_000).emitWithAck('history', { before: 1_000 });
    expect(seen.messages.map((message: VisitorMessage) => message.text)).toEqual(['mine']);
    expect(stranger.texts()).toEqual(['theirs']);
  });

  it('reads a long message whole', async () => {
    const text = 'long '.repeat(1_999);
    const { page } = await begun(text);
    await page.until(() => expect(page.texts()).toEqual([text]));
    const again = await Page.open({ visitorToken: page.session!.visitorToken });
    expect(again.texts()).toEqual([text]);
  });

  it('with a token that nobody was given, or of another inbox, begins anew', async () => {
    const { page } = await begun('first');
    const other = await desk.inbox('webchat');
    const elsewhere = await Page.open({
      inboxId: other.id,
      visitorToken: page.session!.visitorToken,
    });
    expect(elsewhere.session!.messages).toEqual([]);
    expect(elsewhere.session!.visitorToken).not.toBe(page.session!.visitorToken);
  });

  it.each([
    ['an inbox that is not there', async () => newId(), 'NOT_FOUND'],
    ['an inbox of another channel', async () => (await desk.inbox('openphone')).id, 'NOT_FOUND'],
    ['no inbox', async () => 'x', 'VALIDATION_ERROR'],
  ])('is not let in to %s', async (_, inboxId, code) => {
    await expect(Page.open({ inboxId: await inboxId() })).rejects.toMatchObject({ code });
  });

  it.each([
    ['nothing', { text: '  ' }],
    ['too much', { text: 'x'.repeat(10_001) }],
    ['under an id that is none', { text: 'x', id: 'x' }],
  ])('cannot say %s', async (_, say) => {
    const page = await Page.open();
    expect(await page.say('', say)).toMatchObject({
      ok: false,
      refusal: { code: 'VALIDATION_ERROR' },
    });
  });

  it('is slowed down after thirty messages in a minute', async () => {
    const page = await Page.open();
    const acks = await Promise.all(Array.from({ length: 31 }, (_, n) => page.say(`message ${n}`)));
    expect(acks.filter((ack) => ack.ok)).toHaveLength(30);
    expect(acks.at(-1)).toMatchObject({
      ok: false,
      refusal: { code: 'RATE_LIMIT_EXCEEDED', retryAfter: 2 },
    });
    await desk.settle();
  });
});
