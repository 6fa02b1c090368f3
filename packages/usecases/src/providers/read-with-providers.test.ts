import { newId } from '@frontdesk/core/ids';
import type { Rights } from '@frontdesk/core/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../testing/desk.ts';
import { Models } from '../testing/models.ts';
import { type NewProvider, createProvider } from './ai-providers.ts';
import { setDailyLimit } from './budget.ts';
import { readWithProviders } from './read-with-providers.ts';

let desk: Desk;
let models: Models;
let organizationId: string;

beforeAll(async () => {
  [desk, models] = await Promise.all([Desk.open(), Models.open()]);
});
afterAll(() => Promise.all([desk.close(), models.close()]));
beforeEach(async () => {
  models.reset();
  organizationId = await desk.organization();
});

const rights: Rights = { role: 'OWNER', inboxIds: new Set() };
const owner = async () => ({ actor: await desk.member('OWNER', [], organizationId), rights });
const add = async (form: NewProvider) => {
  const made = await createProvider(desk.deps, await owner(), form);
  if (!made.ok) throw new Error(JSON.stringify(made.refusal));
};

const INTENTS = [
  { id: newId(), name: 'password_reset', description: 'Cannot sign in or forgot the password.' },
  { id: newId(), name: 'refund', description: 'Wants money back.' },
];
const [RESET] = INTENTS;

const read = (deadlineMs?: number) =>
  readWithProviders(
    desk.deps,
    {
      organizationId,
      messageId: null,
      text: 'I forgot my password and cannot sign in',
      intents: INTENTS,
      recent: [],
    },
    deadlineMs,
  );
const calls = async () => {
  const rows = await desk.deps.db.asWorker((tx) =>
    tx.aiCall.findMany({ where: { organizationId }, orderBy: { id: 'asc' } }),
  );
  return rows.map(({ provider, outcome }) => `${provider} ${outcome}`);
};

describe('a text', () => {
  it('is read by the first provider that is switched on, and what it cost is spent', async () => {
    await add({ ...models.openai, enabled: false });
    await add(models.anthropic);
    expect(await read()).toMatchObject({
      intentId: RESET?.id,
      provider: 'Claude',
      language: 'en',
      alternatives: [],
    });
    expect(await calls()).toEqual(['Claude ok']);
    expect(models.gpt.requests).toEqual([]);
    const [spend] = await desk.deps.db.asWorker((tx) =>
      tx.aiSpend.findMany({ where: { organizationId } }),
    );
    expect(spend?.reserved).toBe(0n);
    expect(spend?.spent).toBeGreaterThan(0n);
  });

  it('goes to the next provider when one fails, and to nobody in the end', async () => {
    await add(models.openai);
    await add(models.anthropic);
    models.gpt.script({ kind: 'refuse', as: 'overloaded' });
    expect(await read()).toMatchObject({ provider: 'Claude' });
    models.gpt.script({ kind: 'garbage' });
    models.claude.script({ kind: 'say', text: '{"intent":"delete_everything"}' });
    organizationId = await desk.organization();
    await add(models.openai);
    await add(models.anthropic);
    expect(await read()).toBeNull();
    expect(await calls()).toEqual(['GPT invalid', 'Claude invalid']);
  });

  it('is not read by a model that is too slow for who waits', async () => {
    await add(models.openai);
    models.gpt.script({ kind: 'hang' });
    expect(await read(250)).toBeNull();
    expect(await calls()).toEqual(['GPT timeout']);
  });

  it('is left to our own reader once the day’s money is spent, and that is on record', async () => {
    await add(models.openai);
    await setDailyLimit(desk.deps.db, await owner(), 3);
    expect(await read()).toBeNull();
    expect(await calls()).toEqual(['GPT limit']);
    expect(models.gpt.requests).toEqual([]);
  });

  it('is asked of nobody where no provider is set up, or nobody’s intents are known', async () => {
    expect(await read()).toBeNull();
    await add(models.openai);
    const nothing = { organizationId, messageId: null, text: 'Hi', intents: [], recent: [] };
    expect(await readWithProviders(desk.deps, nothing)).toBeNull();
    expect(await calls()).toEqual([]);
  });

  it('that a model is not sure of is unsure, with its guess beside it', async () => {
    await add(models.openai);
    const guess = { intent: 'refund', confidence: 0.3, language: 'en', urgency: 'LOW' };
    models.gpt.script({ kind: 'say', text: JSON.stringify(guess) });
    expect(await read()).toMatchObject({
      intentId: null,
      confidence: 0.3,
      alternatives: [{ intentId: INTENTS[1]?.id, confidence: 0.3 }],
      urgency: 'LOW',
    });
  });
});
