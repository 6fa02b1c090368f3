import { newId } from '@frontdesk/core/ids';
import type { RunState } from '@frontdesk/core/sops/entities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { call } from './testing/caller.ts';
import { type Tenant, addColleague, createTenant, insertConversation } from './testing/tenant.ts';

let world: ApiWorld;
let tenant: Tenant;
let intents: { refund: string; hours: string };
let log: Row[];

type Row = { messageId: string; conversationId: string; runId: string };

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 1, 12);

beforeAll(async () => {
  world = await openApiWorld();
  tenant = await createTenant(world);
  const { organizationId } = tenant;
  intents = { refund: newId(), hours: newId() };
  await world.deps.db.asWorker(async (tx) => {
    // What came along with the tenant is not of this test.
    await tx.classification.deleteMany();
    for (const [name, id] of Object.entries(intents))
      await tx.intent.create({ data: { id, organizationId, scopeId: organizationId, name } });
  });
  log = [
    await insertDecision({ minute: 1, state: 'DONE' }),
    await insertDecision({ minute: 2, state: 'FAILED' }),
    await insertDecision({ minute: 3, state: 'PROPOSED', autonomy: 'approve' }),
    await insertDecision({ minute: 4, provider: 'gpt', intentId: intents.hours }),
    await insertDecision({ minute: 5, corrected: true }),
    await insertDecision({ minute: 6, intentId: null }),
  ];
});
afterAll(() => world.close());

type Decision = {
  readonly minute: number;
  readonly state?: RunState;
  readonly autonomy?: string;
  readonly provider?: string;
  readonly intentId?: string | null;
  readonly corrected?: boolean;
  readonly inboxId?: string;
};

/** A conversation of its own whose one message was read, with a run where a state is given. */
async function insertDecision(decision: Decision): Promise<Row> {
  const { minute, state, autonomy = 'auto', provider = 'embedded', corrected = false } = decision;
  const { organizationId, userId, sopId } = tenant;
  const scopeId = decision.inboxId ?? tenant.inboxId;
  const { conversationId, messageId } = await insertConversation(
    world,
    { ...tenant, inboxId: scopeId },
    `Customer ${minute}`,
  );
  const runId = newId();
  const createdAt = new Date(START + minute * MINUTE);
  const place = { organizationId, scopeId, conversationId };
  await world.deps.db.asWorker(async (tx) => {
    await tx.classification.update({
      where: { messageId },
      data: {
        createdAt,
        provider,
        ms: 12,
        confidence: 0.9,
        language: 'en',
        intentId: decision.intentId === undefined ? intents.refund : decision.intentId,
        ...(corrected
          ? { readIntentId: intents.hours, correctedById: userId, correctedAt: createdAt }
          : {}),
      },
    });
    if (provider !== 'embedded') {
      for (const cost of [100n, 23n]) {
        const rest = { provider, purpose: 'read', outcome: 'ok', messageId, ms: 400 };
        await tx.aiCall.create({ data: { id: newId(), organizationId, cost, ...rest } });
      }
    }
    if (state === undefined) return;
    await tx.sopRun.create({
      data: {
        id: runId,
        ...place,
        messageId,
        number: 1,
        sopId,
        sopVersion: 1,
        title: 'Lost property',
        guide: ['Look.'],
        score: 0.7,
        because: 'the words “lost” and “bag” fit',
        confidence: 0.9,
        autonomy,
        state,
        createdAt,
      },
    });
    await tx.sopRunStep.createMany({
      data: ['send_reply', 'add_tag'].map((action, position) => ({
        id: newId(),
        ...place,
        runId,
        position,
        action,
        autonomy,
        state: position === 0 ? 'DONE' : 'WAITING',
        approvedById: autonomy === 'approve' ? userId : null,
      })),
    });
  });
  return { conversationId, messageId, runId };
}

const decisions = (query = '', token = tenant.token) =>
  call(world, 'GET', `/api/v1/ai/decisions${query}`, { token });

/** Which rows of the log the answer holds, by their minute. */
async function minutes(query: string, token = tenant.token): Promise<number[]> {
  const { body } = await decisions(query, token);
  return body.data.map(
    (row: { messageId: string }) =>
      log.findIndex(({ messageId }) => messageId === row.messageId) + 1,
  );
}

describe('the decision log', () => {
  it('tells of each message how it was read, what was done, who let it and what it cost', async () => {
    const { body } = await decisions();
    expect(body.data).toHaveLength(6);
    expect(body.data[3]).toEqual({
      id: expect.any(String),
      at: '2026-11-01T12:03:00.000Z',
      messageId: log[2]?.messageId,
      number: 1,
      preview: 'Is bay 3 free?',
      conversationId: log[2]?.conversationId,
      inboxId: tenant.inboxId,
      contact: { id: expect.any(String), name: 'Customer 3' },
      intent: { id: intents.refund, name: 'refund' },
      confidence: 0.9,
      corrected: null,
      language: 'en',
      urgency: 'NORMAL',
      provider: 'embedded',
      ms: 12,
      cost: 0,
      run: {
        id: log[2]?.runId,
        sopId: tenant.sopId,
        sopVersion: 1,
        title: 'Lost property',
        score: 0.7,
        because: 'the words “lost” and “bag” fit',
        autonomy: 'approve',
        state: 'PROPOSED',
        reason: null,
        startedAt: null,
        endedAt: null,
        steps: [
          { action: 'send_reply', state: 'DONE', error: null },
          { action: 'add_tag', state: 'WAITING', error: null },
        ],
        approvedBy: [{ id: tenant.userId, name: 'Ada Owner' }],
      },
    });
    expect(body.data[2]).toMatchObject({ provider: 'gpt', cost: 0.000_123, run: null });
    expect(body.data[1].corrected).toEqual({
      read: { id: intents.hours, name: 'hours' },
      by: { id: tenant.userId, name: 'Ada Owner' },
      at: '2026-11-01T12:05:00.000Z',
    });
    expect(body.data[0].intent).toBe(null);
  });

  it('is narrowed by anything that it tells', async () => {
    expect(await minutes('')).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await minutes('?intent=hours')).toEqual([4]);
    expect(await minutes('?intent=none')).toEqual([6]);
    expect(await minutes('?intent=nobody')).toEqual([]);
    expect(await minutes(`?sop=${tenant.sopId}`)).toEqual([3, 2, 1]);
    expect(await minutes('?state=FAILED')).toEqual([2]);
    expect(await minutes('?autonomy=approve')).toEqual([3]);
    expect(await minutes('?autonomy=auto&state=DONE&intent=refund')).toEqual([1]);
    expect(await minutes('?provider=gpt')).toEqual([4]);
    expect(await minutes('?corrected=true')).toEqual([5]);
    expect(await minutes('?corrected=false')).toEqual([6, 4, 3, 2, 1]);
    expect(await minutes(`?inboxId=${tenant.inboxId}`)).toHaveLength(6);
    expect(await minutes(`?inboxId=${newId()}`)).toEqual([]);
    const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
    expect(await minutes(`?from=${at(2)}&to=${at(4)}`)).toEqual([3, 2]);
    expect(await minutes(`?from=${at(2)}&state=DONE`)).toEqual([]);
  });

  it('comes a page at a time, by messages as by runs', async () => {
    for (const query of ['', `&sop=${tenant.sopId}`]) {
      const all = await minutes(`?limit=50${query}`);
      const seen: number[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: string = `?limit=2${query}${cursor === '' ? '' : `&cursor=${cursor}`}`;
        seen.push(...(await minutes(page)));
        cursor = (await decisions(page)).body.nextCursor;
      }
      expect(seen).toEqual(all);
    }
  });

  it('refuses what it cannot be narrowed to', async () => {
    for (const query of ['?state=ENDED', '?autonomy=off', '?corrected=maybe', '?from=monday']) {
      expect([query, (await decisions(query)).status]).toEqual([query, 400]);
    }
  });

  it('shows a manager the inboxes granted to them, and a stranger nothing', async () => {
    const chat = await call(world, 'POST', '/api/v1/inboxes', {
      token: tenant.token,
      body: { channel: 'webchat', name: 'Chat', credentials: {} },
    });
    const elsewhere = await insertDecision({ minute: 7, state: 'DONE', inboxId: chat.body.id });
    const { organizationId } = tenant;
    const { token } = await addColleague(world, organizationId, 'MANAGER', [chat.body.id]);
    for (const query of ['', '?state=DONE', `?inboxId=${chat.body.id}`]) {
      const { body } = await decisions(query, token);
      expect(body.data).toMatchObject([{ messageId: elsewhere.messageId }]);
    }
    expect((await decisions(`?inboxId=${tenant.inboxId}`, token)).body.data).toEqual([]);
    const nobody = await addColleague(world, organizationId, 'MANAGER');
    expect((await decisions('', nobody.token)).body.data).toEqual([]);
    const stranger = await createTenant(world);
    const seen = await decisions('', stranger.token);
    expect(seen.body.data).toHaveLength(1);
    expect(log.filter(({ messageId }) => seen.text.includes(messageId))).toEqual([]);
    expect((await decisions(`?sop=${tenant.sopId}`, stranger.token)).body.data).toEqual([]);
  });
});

describe('a conversation', () => {
  it('tells its runs with their steps', async () => {
    const path = `/api/v1/conversations/${log[2]?.conversationId}/runs`;
    const { body } = await call(world, 'GET', path, { token: tenant.token });
    expect(body).toMatchObject({
      data: [
        {
          id: log[2]?.runId,
          guide: ['Look.'],
          state: 'PROPOSED',
          steps: [
            { position: 0, action: 'send_reply', state: 'DONE', approvedById: tenant.userId },
            { position: 1, action: 'add_tag', state: 'WAITING' },
          ],
        },
      ],
      hasMore: false,
    });
  });

  it('has how its messages were read, and their runs, in its timeline', async () => {
    const path = `/api/v1/conversations/${log[0]?.conversationId}/timeline`;
    const { body } = await call(world, 'GET', path, { token: tenant.token });
    expect(body).toMatchObject({
      messages: [{ id: log[0]?.messageId }],
      classifications: [{ messageId: log[0]?.messageId, intentId: intents.refund }],
      runs: [{ id: log[0]?.runId, state: 'DONE' }],
      steps: [{ position: 0 }, { position: 1 }],
    });
    const empty = await call(world, 'GET', `${path}?before=1`, { token: tenant.token });
    expect(empty.body).toMatchObject({ messages: [], classifications: [], runs: [], steps: [] });
  });
});
