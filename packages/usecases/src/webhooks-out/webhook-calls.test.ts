import { verifyStandardWebhook } from '@frontdesk/connector-kit/signatures';
import { newId } from '@frontdesk/core/ids';
import type { MutationArguments } from '@frontdesk/core/mutations/arguments';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../deps.ts';
import type { Actor } from '../mutation-handler.ts';
import { readConversation } from '../pipeline/read-conversation.ts';
import { Clock } from '../clock/clock.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { type Death, dyingDb, pausingDb } from '../testing/dying-db.ts';
import { Talk } from '../testing/talk.ts';
import { WebhookReceiver } from '../testing/webhook-receiver.ts';
import { deliverWebhookCalls } from './deliver-webhook-calls.ts';
import { createWebhook, deleteWebhook, rotateWebhookSecret } from './outgoing-webhooks.ts';

let desk: Desk;
let inbox: Inbox;
let receiver: WebhookReceiver;
let webhookId: string;
let ai: Actor;
const rights = { role: 'OWNER', inboxIds: new Set<string>() } as const;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('whatsapp');
  ai = { kind: 'SYSTEM', organizationId: desk.organizationId, userId: null, membershipId: null };
});
afterAll(() => desk.close());

async function openReceiver(): Promise<void> {
  receiver = await WebhookReceiver.open();
  webhookId = await newWebhook(receiver.url);
}
beforeAll(openReceiver);
afterEach(async () => {
  await receiver.close();
  await openReceiver();
});
afterAll(() => receiver.close());

async function newWebhook(url: string): Promise<string> {
  const made = await createWebhook(desk.deps, { actor: ai, rights }, { name: 'Club', url });
  if (!made.ok) throw new Error(made.refusal.message);
  receiver.secrets.push(made.value.secret);
  return made.value.id;
}

type Call = MutationArguments['webhook.call'];

async function talkWithCall(more: Partial<Call> = {}) {
  const talk = await Talk.begin(desk, inbox);
  const { conversationId } = talk;
  const args: Call = {
    callId: newId(),
    webhookId,
    conversationId,
    event: 'sop.webhook',
    ...more,
  };
  const result = await desk.mutate(ai, 'webhook.call', args);
  return { talk, args, result, conversationId };
}

const callRow = (id: string) =>
  desk.deps.db.asWorker((tx) => tx.webhookCall.findUniqueOrThrow({ where: { id } }));

/** As if so much time had gone by since the last attempt. */
const later = (id: string, ms: number) =>
  desk.deps.db.asWorker(
    (tx) => tx.$executeRaw`
    update webhook_calls set next_attempt_at = next_attempt_at - ${ms}::float8 * interval '1 millisecond' where id = ${id}::uuid`,
  );

const deliver = (conversationId: string, deps: Partial<Deps> = {}) =>
  deliverWebhookCalls({ ...desk.deps, ...deps }, conversationId);

const setEmail = (talk: Talk, email: string | null) =>
  desk.deps.db.asWorker(async (tx) => {
    const { cardId } = await tx.conversation.findUniqueOrThrow({
      where: { id: talk.conversationId },
    });
    await tx.contactCard.update({ where: { id: cardId }, data: { email } });
  });

describe('a webhook call', () => {
  it('reaches the organization’s server signed, under its own id, with who and where it is about', async () => {
    const { talk, args, result } = await talkWithCall();
    expect(result).toMatchObject({ status: 'applied', data: { callId: args.callId } });
    await desk.settle();
    expect(receiver.requests).toHaveLength(1);
    const [call] = receiver.requests;
    expect(call?.headers).toMatchObject({
      'webhook-id': args.callId,
      'content-type': 'application/json',
    });
    expect(call?.body).toEqual({
      type: 'sop.webhook',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        callId: args.callId,
        conversation: { id: talk.conversationId, channel: 'whatsapp', status: 'OPEN' },
        contact: { id: expect.any(String), name: 'Ada', email: null, phone: expect.any(String) },
        inbox: { id: inbox.id, name: 'whatsapp' },
      },
    });
    expect(await callRow(args.callId)).toMatchObject({ state: 'DONE', status: 204, attempts: 1 });
  });

  it('is made once, however often it is asked for', async () => {
    const { args } = await talkWithCall();
    expect(await desk.mutate(ai, 'webhook.call', args)).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(await desk.mutate(ai, 'webhook.call', args)).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(receiver.requests).toHaveLength(1);
  });

  it('takes no id that another call has', async () => {
    const { args } = await talkWithCall();
    const other = { ...args, event: 'sop.reset_link' } as const;
    expect(await desk.mutate(ai, 'webhook.call', other)).toMatchObject({ code: 'CONFLICT' });
  });

  it('for a reset link goes out only with the address on file', async () => {
    const { talk, args, result } = await talkWithCall({ event: 'sop.reset_link' });
    expect(result).toMatchObject({
      status: 'rejected',
      data: { details: [{ field: 'contact.email' }] },
    });
    await setEmail(talk, 'ada@club.test');
    await desk.mutate(ai, 'webhook.call', args);
    await desk.settle();
    expect(receiver.calls).toMatchObject([
      { body: { type: 'sop.reset_link', data: { contact: { email: 'ada@club.test' } } } },
    ]);
  });

  it('is signed with both secrets after a rotation', async () => {
    const rotation = await rotateWebhookSecret(desk.deps, { actor: ai, rights }, webhookId);
    const { args } = await talkWithCall();
    await desk.settle();
    const [call] = receiver.requests;
    expect(call?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    const raw = { headers: call?.headers ?? {}, query: {}, body: bytesOf(call?.body) };
    const secret = rotation.ok ? rotation.value.secret : '';
    expect(verifyStandardWebhook(raw, secret, Date.now())).toEqual({ ok: true });
    expect(await callRow(args.callId)).toMatchObject({ state: 'DONE' });
  });

  it('is dropped when its webhook is deleted before its turn', async () => {
    const { args } = await talkWithCall();
    await deleteWebhook(desk.deps, { actor: ai, rights }, webhookId);
    await desk.settle();
    expect(receiver.requests).toEqual([]);
    expect(await callRow(args.callId)).toMatchObject({ state: 'CANCELLED' });
    const again = { ...args, callId: newId() };
    expect(await desk.mutate(ai, 'webhook.call', again)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('cannot be made to another organization’s webhook, nor by who may not set one up', async () => {
    const organizationId = await desk.organization();
    const stranger = { ...ai, organizationId };
    const { args } = await talkWithCall();
    const other = { ...args, callId: newId() };
    expect(await desk.mutate(stranger, 'webhook.call', other)).toMatchObject({ code: 'NOT_FOUND' });
    const agent = await desk.member('AGENT', [inbox.id]);
    expect(await desk.mutate(agent, 'webhook.call', other)).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });
});

const bytesOf = (body: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(body));

describe('a webhook that fails', () => {
  it.each([503, 429, 408, 'drop'] as const)(
    'with %s is tried again later under the same id',
    async (plan) => {
      receiver.plan(plan);
      const { args, conversationId } = await talkWithCall();
      await desk.settle();
      expect(await callRow(args.callId)).toMatchObject({ state: 'QUEUED', attempts: 1 });
      const wait = await deliver(conversationId);
      expect(wait).toBeGreaterThan(1_000);
      await later(args.callId, 3_000);
      expect(await deliver(conversationId)).toBe(null);
      expect(receiver.requests).toHaveLength(2);
      expect(receiver.calls.map(({ id }) => id)).toEqual([args.callId]);
      expect(receiver.requests[1]?.body).toEqual(receiver.requests[0]?.body);
      expect(await callRow(args.callId)).toMatchObject({ state: 'DONE', status: 204, error: null });
    },
  );

  it.each([400, 404, 410, 302])('with %s is not asked again, and says why', async (status) => {
    receiver.plan(status);
    const { args, conversationId } = await talkWithCall();
    await desk.settle();
    expect(await deliver(conversationId)).toBe(null);
    expect(receiver.requests).toHaveLength(1);
    expect(await callRow(args.callId)).toMatchObject({
      state: 'FAILED',
      status,
      error: `The webhook answered ${status}.`,
    });
  });

  it('is left alone as long as it asks for', async () => {
    receiver.plan({ status: 429, retryAfter: 120 });
    const { conversationId } = await talkWithCall();
    await desk.settle();
    expect(await deliver(conversationId)).toBeGreaterThan(100_000);
  });

  it('six times over minutes has failed', async () => {
    receiver.plan(500, 500, 500, 500, 500, 500);
    const { args, conversationId } = await talkWithCall();
    const waits: (number | null)[] = [];
    for (let n = 0; n < 6; n += 1) {
      await later(args.callId, 1_000_000);
      waits.push(await deliver(conversationId));
    }
    expect(waits.slice(0, 5).every((ms) => ms !== null)).toBe(true);
    expect(waits.slice(0, 5)).toEqual(waits.slice(0, 5).toSorted((a, b) => Number(a) - Number(b)));
    expect(waits[5]).toBe(null);
    expect(receiver.requests).toHaveLength(6);
    expect(receiver.calls).toHaveLength(1);
    expect(await callRow(args.callId)).toMatchObject({
      state: 'FAILED',
      error: 'The webhook answered 500. We tried 6 times.',
    });
  });

  it('is never called at a private address where that is not allowed', async () => {
    const { args, conversationId } = await talkWithCall();
    const settings = { ...desk.deps.settings, allowPrivateNetwork: false };
    expect(await deliver(conversationId, { settings })).toBe(null);
    expect(receiver.requests).toEqual([]);
    expect(await callRow(args.callId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringContaining('not allowed'),
    });
  });

  it('is woken by the clock where everybody has forgotten it', async () => {
    const { args } = await talkWithCall();
    await desk.takeJobs();
    await later(args.callId, 60_000);
    await new Clock(desk.deps).turn();
    await desk.settle();
    expect(await callRow(args.callId)).toMatchObject({ state: 'DONE' });
  });
});

describe('a process that is killed while it calls', () => {
  const deaths: Death[] = [0, 1, 2, 3].flatMap((at) =>
    (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
  );

  it.each(deaths)('at transaction $at, $when: the call is made, under one id', async (death) => {
    const { args, conversationId } = await talkWithCall();
    const { db, died } = dyingDb(desk.deps.db, death);
    const run = readConversation({ ...desk.deps, db }, conversationId, desk.organizationId);
    await Promise.race([died, run]);
    await later(args.callId, 60_000);
    await desk.settle();
    expect(await deliver(conversationId)).toBe(null);
    expect(receiver.calls.map(({ id }) => id)).toEqual([args.callId]);
    expect(receiver.requests.length).toBeLessThanOrEqual(2);
    expect(await callRow(args.callId)).toMatchObject({ state: 'DONE' });
  });
});

describe('two processes at one conversation', () => {
  it('call once', async () => {
    const { conversationId } = await talkWithCall();
    const slow = pausingDb(desk.deps.db, 1);
    const first = deliver(conversationId, { db: slow.db });
    await slow.reached;
    expect(await deliver(conversationId)).toBeGreaterThan(0);
    slow.go();
    expect(await first).toBe(null);
    expect(receiver.requests).toHaveLength(1);
  });

  it('record one answer, where the first was given up', async () => {
    const { args, conversationId } = await talkWithCall();
    receiver.plan(404);
    const slow = pausingDb(desk.deps.db, 1);
    const first = deliver(conversationId, { db: slow.db });
    await slow.reached;
    await later(args.callId, 60_000);
    expect(await deliver(conversationId)).toBe(null);
    slow.go();
    await first;
    expect(await callRow(args.callId)).toMatchObject({ state: 'DONE', status: 204 });
  });
});
