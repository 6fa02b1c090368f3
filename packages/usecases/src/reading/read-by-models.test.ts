import { must } from '@frontdesk/core/assert';
import type { Rights } from '@frontdesk/core/roles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createProvider } from '../providers/ai-providers.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Models } from '../testing/models.ts';
import { Talk } from '../testing/talk.ts';
import { CLUB_INTENTS, teach } from '../testing/teach.ts';
import { classify } from './classify.ts';

let desk: Desk;
let models: Models;
let inbox: Inbox;
let intents: ReadonlyMap<string, string>;

const rights: Rights = { role: 'OWNER', inboxIds: new Set() };

beforeAll(async () => {
  [desk, models] = await Promise.all([Desk.open(), Models.open()]);
  inbox = await desk.inbox('webchat');
  intents = await teach(desk, CLUB_INTENTS);
  const made = await createProvider(
    desk.deps,
    { actor: await desk.member('OWNER'), rights },
    { ...models.openai, timeoutMs: 10_000 },
  );
  if (!made.ok) throw new Error(made.refusal.message);
});
afterAll(() => Promise.all([desk.close(), models.close()]));
beforeEach(() => models.reset());

const says = (intent: string) =>
  models.gpt.script({
    kind: 'say',
    text: JSON.stringify({ intent, confidence: 0.88, language: 'en', urgency: 'HIGH' }),
  });

/** What the customer says next, as it was read. */
async function read(talk: Talk, text: string) {
  talk.say(text);
  await desk.settle();
  const { conversationId } = talk;
  const rows = await desk.deps.db.asWorker((tx) =>
    tx.classification.findMany({ where: { conversationId }, orderBy: { number: 'desc' } }),
  );
  return must(rows[0], 'reading');
}

describe('a message of an organization with models', () => {
  it('is read by one, with the built-in reader’s guesses beside', async () => {
    const talk = await Talk.begin(desk, inbox);
    says('refund_request');
    const reading = await read(talk, 'forgot my password, so I want my money back, number one');
    expect(reading).toMatchObject({
      intentId: intents.get('refund_request'),
      confidence: 0.88,
      urgency: 'HIGH',
      provider: 'GPT',
    });
    const others = reading.alternatives as { intentId: string }[];
    expect(others.map((one) => one.intentId)).not.toContain(intents.get('refund_request'));
    expect(others).toHaveLength(2);
    expect(JSON.stringify(models.gpt.requests.at(-1))).toContain('Hello?');
  });

  it.each(['delete_everything', 'tee_time'])(
    'gets no intent that is not its own: %s',
    async (name) => {
      const talk = await Talk.begin(desk, inbox);
      says(name);
      expect(await read(talk, `When do you open on Sunday, ${name}?`)).toMatchObject({
        intentId: intents.get('opening_hours'),
        provider: 'embedded',
      });
    },
  );

  it.each([
    ['refuses', { kind: 'refuse', as: 'overloaded' }],
    ['sends garbage', { kind: 'garbage' }],
    ['never answers', { kind: 'hang' }],
  ] as const)('is read by the built-in reader where its model %s', async (what, turn) => {
    const talk = await Talk.begin(desk, inbox);
    models.gpt.script(turn, turn, turn);
    expect(await read(talk, `I forgot my password, ${what}`)).toMatchObject({
      intentId: intents.get('password_reset'),
      provider: 'embedded',
    });
  });

  it('is tried out without waiting for a model that never answers', async () => {
    models.gpt.script({ kind: 'hang' });
    const { organizationId } = desk;
    const tried = await classify(desk.deps, rights, {
      organizationId,
      text: 'I forgot my password, please help',
    });
    expect(tried).toMatchObject({
      ok: true,
      value: { intent: 'password_reset', provider: 'embedded', unsure: false },
    });
  });
});
