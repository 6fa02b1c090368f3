import { trainReaderOf } from '@frontdesk/usecases/reading/train-reader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from './testing/api-world.ts';
import { type SignedUp, call, signUp } from './testing/caller.ts';
import { addColleague, createTenant } from './testing/tenant.ts';

let world: ApiWorld;
let owner: SignedUp;

beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const put = (body: object | string, who = owner, type = 'text/csv') =>
  call(world, 'PUT', '/api/v1/ai/intents', {
    token: who.token,
    body,
    ...(typeof body === 'string' ? { headers: { 'content-type': type } } : {}),
  });
const get = (path: string, who = owner) =>
  call(world, 'GET', `/api/v1/ai/${path}`, { token: who.token });
const classify = (text: string, who = owner) =>
  call(world, 'POST', '/api/v1/ai/classify', { token: who.token, body: { text } });
const train = (who = owner) => trainReaderOf(world.deps, who.organizationId);

type Exported = { id: string; name: string; description: string; examples: string[]; rev: number };
const intents = async (who = owner): Promise<Exported[]> =>
  (await get('intents', who)).body.intents;

const CLUB = {
  intents: [
    {
      name: 'Password reset',
      description: 'Cannot sign in',
      examples: [
        'I forgot my password',
        'Please reset my password',
        'My password is wrong',
        'How do I get a new password?',
        'I cannot log in any more',
      ],
    },
    {
      name: 'opening_hours',
      examples: [
        'When do you open?',
        'Are you open on Sunday?',
        'What time do you close tonight?',
        'Opening hours please',
        'How late are you open?',
      ],
    },
  ],
};

describe('an import of intents', () => {
  it('takes JSON, and what it took is there to be exported and imported again', async () => {
    owner = await signUp(world);
    const report = await put(CLUB);
    expect([report.status, report.body]).toEqual([
      200,
      { intents: 2, created: 2, imported: 10, skipped: 0, failed: 0, errors: [] },
    ]);
    const [hours, reset] = await intents();
    expect(hours).toMatchObject({ name: 'opening_hours', description: '' });
    expect(reset).toMatchObject({
      name: 'password_reset',
      description: 'Cannot sign in',
      exampleCount: 5,
    });
    expect(reset!.examples).toEqual(CLUB.intents[0]!.examples);
    const again = await put({ intents: await intents() });
    expect(again.body).toMatchObject({ intents: 2, created: 0, imported: 10, failed: 0 });
    expect(await intents()).toMatchObject([hours!, reset!].map(({ id }) => ({ id })));
  });

  it('replaces the examples of what it names, and leaves the rest as it is', async () => {
    owner = await signUp(world);
    await put(CLUB);
    const report = await put({ intents: [{ name: 'opening-hours', examples: ['Open today?'] }] });
    expect(report.body).toMatchObject({ intents: 1, created: 0, imported: 1 });
    expect((await intents()).map((one) => [one.name, one.examples.length])).toEqual([
      ['opening_hours', 1],
      ['password_reset', 5],
    ]);
  });

  it('takes the good rows of a list and says what is wrong with the others', async () => {
    owner = await signUp(world);
    const { body } = await put({
      intents: [
        { name: 'refund', examples: ['Money back', '  ', 7, 'money  BACK', 'x'.repeat(2_001)] },
        { name: '???', examples: ['a', 'b'] },
        { description: 'no name', examples: [] },
        { name: 'hours', description: 'y'.repeat(501), examples: ['When?'] },
        { name: 'lost', examples: 'not a list' },
        { name: 'empty' },
      ],
    });
    expect(body).toMatchObject({ intents: 2, created: 2, imported: 1, skipped: 1, failed: 8 });
    expect(body.errors).toEqual([
      {
        row: 1,
        errors: [
          { field: 'examples.1', message: 'Is empty' },
          { field: 'examples.2', message: 'Is not a text' },
          { field: 'examples.4', message: 'Has more than 2000 characters' },
        ],
      },
      { row: 2, errors: [{ field: 'name', message: 'Needs letters from a to z, or digits' }] },
      { row: 3, errors: [{ field: 'name', message: 'Is missing' }] },
      { row: 4, errors: [{ field: 'description', message: 'Has more than 500 characters' }] },
      { row: 5, errors: [{ field: 'examples', message: 'Is not a text' }] },
    ]);
    expect((await intents()).map((one) => one.name)).toEqual(['empty', 'refund']);
  });

  it('takes CSV with commas or semicolons, with a header or without', async () => {
    owner = await signUp(world);
    const named =
      '\uFEFFIntent;Text;Description\r\nRefund;"Money; back";Wants money\r\n;nobody\r\n';
    expect((await put(named)).body).toEqual({
      intents: 1,
      created: 1,
      imported: 1,
      skipped: 0,
      failed: 1,
      errors: [{ row: 3, errors: [{ field: 'intent', message: expect.any(String) }] }],
    });
    const bare = 'When do you open?,hours\n"Lost, and found",lost\n\n,hours\n';
    expect((await put(bare)).body).toMatchObject({
      created: 2,
      imported: 2,
      failed: 1,
      errors: [{ row: 4, errors: [{ field: 'text', message: 'Is empty' }] }],
    });
    expect((await put('text,category\nCard is lost,lost')).body).toMatchObject({ imported: 1 });
    const csv = await get('intents?format=csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text).toBe(
      [
        'text,intent,description',
        'When do you open?,hours,',
        'Card is lost,lost,',
        '"Money; back",refund,Wants money',
        '',
      ].join('\r\n'),
    );
  });

  it('tells a hundred bad rows of many, and counts them all', async () => {
    owner = await signUp(world);
    const rows = Array.from({ length: 250 }, (_, at) => `,intent_${at}`);
    const { body } = await put(['text,intent', 'good,one', ...rows].join('\n'));
    expect([body.imported, body.failed, body.errors.length]).toEqual([1, 250, 100]);
  });

  it('of 50,000 examples is taken, and not of one more', async () => {
    owner = await signUp(world);
    const lines = Array.from(
      { length: 50_000 },
      (_, at) =>
        `"Message ${at}, of some length, about what a customer wants here",intent_${at % 77}`,
    );
    const { body } = await put(`text,intent\n${lines.join('\n')}\n`);
    expect(body).toMatchObject({ intents: 77, imported: 50_000, failed: 0 });
    const more = await put(`text,intent\n${lines.join('\n')}\none more,x\n`);
    expect([more.status, more.body.error.message]).toEqual([
      400,
      'At most 50000 examples at a time.',
    ]);
  }, 60_000);

  it.each([
    ['lines of next to nothing', 'a,b\n'.repeat(4_900_000), 'text/csv', 'at most 100000 lines'],
    ['a line that never ends', `text,intent\n${','.repeat(19_900_000)}`, 'text/csv', 'no CSV'],
    ['intents of nothing', `{"intents":[${'1,'.repeat(9_900_000)}1]}`, undefined, 'At most 50000'],
  ])('of millions of %s is refused before each is looked at', async (_, body, type, why) => {
    owner = await signUp(world);
    const answer = await put(body, owner, type ?? 'application/json');
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(why);
  });

  it.each([
    ['another type', 'x', 'application/xml', 415],
    ['a quote that never ends', 'text,intent\n"Gus', 'text/csv', 400],
    ['one column', 'text\nhello', 'text/csv', 400],
    ['no JSON', '{', 'application/json', 400],
    ['another shape', '{"intents":{}}', 'application/json', 400],
    ['more than it can take', `x,${'y'.repeat(20_000_001)}`, 'text/csv', 413],
  ])('refuses %s', async (_, body, type, status) => {
    owner = await signUp(world);
    expect((await put(body, owner, type)).status).toBe(status);
  });

  it('of more intents than there can be writes nothing', async () => {
    owner = await signUp(world);
    const rows = Array.from({ length: 1_001 }, (_, at) => ({ name: `i${at}`, examples: ['a'] }));
    expect((await put({ intents: rows })).status).toBe(400);
    expect(await intents()).toEqual([]);
  });
});

describe('one intent', () => {
  const one = (method: string, path: string, body?: object, headers = {}) =>
    call(world, method, `/api/v1/ai/intents${path}`, {
      token: owner.token,
      headers,
      ...(body ? { body } : {}),
    });

  it('is added, changed and deleted by hand', async () => {
    owner = await signUp(world);
    const added = await one('POST', '', {
      name: 'Lost & found',
      examples: ['My glove', 'my  GLOVE'],
    });
    expect([added.status, added.body]).toMatchObject([
      201,
      { name: 'lost_found', description: '', exampleCount: 1 },
    ]);
    const { id, rev } = added.body;
    const changed = await one(
      'PATCH',
      `/${id}`,
      { description: 'Left something', examples: ['My glove', 'A hat'] },
      { 'if-match': `"${rev}"` },
    );
    expect(changed.body).toMatchObject({
      name: 'lost_found',
      description: 'Left something',
      exampleCount: 2,
      examples: [{ text: 'My glove' }, { text: 'A hat', messageId: null }],
    });
    expect((await one('PATCH', `/${id}`, { name: 'x' }, { 'if-match': `"${rev}"` })).status).toBe(
      409,
    );
    expect((await one('GET', `/${id}`)).headers.get('etag')).toBe(`"${changed.body.rev}"`);
    expect((await one('DELETE', `/${id}`)).status).toBe(204);
    expect((await one('GET', `/${id}`)).status).toBe(404);
    expect((await one('DELETE', `/${id}`)).status).toBe(404);
  });

  it('is refused by field, and under a name that another has', async () => {
    owner = await signUp(world);
    await put(CLUB);
    const bad = await one('POST', '', { name: '!', examples: ['good', ' '] });
    expect([bad.status, bad.body.error.details]).toEqual([
      400,
      [
        { field: 'name', message: 'Needs letters from a to z, or digits' },
        { field: 'examples.1', message: 'Is empty' },
      ],
    ]);
    const taken = await one('POST', '', { name: 'Opening Hours' });
    expect([taken.status, taken.body.error.details[0].field]).toEqual([409, 'name']);
  });

  it('comes off what had it when it is deleted', async () => {
    const tenant = await createTenant(world);
    owner = tenant;
    await put(CLUB);
    const intentId = (await intents()).find((one) => one.name === 'opening_hours')?.id ?? '';
    await world.deps.db.asWorker((tx) =>
      tx.conversation.update({
        where: { id: tenant.conversationId },
        data: { intentId, intentConfidence: 0.9 },
      }),
    );
    const read = async () =>
      (await call(world, 'GET', `/api/v1/conversations/${tenant.conversationId}`, owner)).body;
    const intent = { id: intentId, category: 'opening_hours', confidence: 0.9 };
    expect((await read()).intent).toEqual(intent);
    expect((await one('DELETE', `/${intentId}`)).status).toBe(204);
    expect((await read()).intent).toEqual({ id: null, category: null, confidence: 0.9 });
  });
});

describe('a text', () => {
  it('is read by what the examples have taught, and the reader says how far it is', async () => {
    owner = await signUp(world);
    expect((await get('reader')).body).toMatchObject({ trained: 0, trainedAt: null, examples: 0 });
    expect((await classify('I forgot my password')).body).toMatchObject({
      intent: null,
      unsure: true,
      language: 'en',
    });
    await put(CLUB);
    await train();
    const { status, body } = await classify('oh no, forgot my password again');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      intent: 'password_reset',
      unsure: false,
      provider: 'embedded',
      language: 'en',
      urgency: 'NORMAL',
      alternatives: [{ intent: 'opening_hours' }],
    });
    expect(body.confidence).toBeGreaterThan(0.5);
    const reader = (await get('reader')).body;
    expect(reader).toMatchObject({ examples: 10, intents: 2, error: null });
    expect([reader.trained, typeof reader.trainedAt]).toEqual([reader.wanted, 'string']);
    expect((await get('intents')).body.reader).toEqual(reader);
  });

  it.each([
    ['nothing', ' ', 400],
    ['twenty thousand characters', 'password '.repeat(2_222), 200],
    ['more', 'x'.repeat(20_001), 400],
    ['no words', '\u{1F600}\u{1F600}', 200],
  ])('of %s is answered', async (_, text, status) => {
    owner = await signUp(world);
    await put(CLUB);
    expect((await classify(text)).status).toBe(status);
  });

  it('is read by one’s own organization’s reader only', async () => {
    owner = await signUp(world);
    await put(CLUB);
    await train();
    const stranger = await signUp(world);
    expect((await classify('I forgot my password', stranger)).body.intent).toBe(null);
    expect((await get('intents', stranger)).body.intents).toEqual([]);
  });
});

describe('a correction', () => {
  it('over REST is learnt, and its words are told to whoever sees the inbox', async () => {
    const tenant = await createTenant(world);
    owner = tenant;
    await put(CLUB);
    const intentId = (await intents()).find((one) => one.name === 'opening_hours')?.id ?? '';
    const { organizationId, inboxId: scopeId, messageId, classificationId: id } = tenant;
    const correct = (token: string) =>
      call(world, 'POST', `/api/v1/classifications/${id}/correct`, { token, body: { intentId } });
    const viewer = await addColleague(world, organizationId, 'VIEWER', [scopeId]);
    expect((await correct(viewer.token)).status).toBe(403);
    expect((await correct(tenant.token)).status).toBe(204);
    const seen = async (token: string) =>
      (await call(world, 'GET', `/api/v1/ai/intents/${intentId}`, { token })).body;
    const example = { text: 'Is bay 3 free?', messageId };
    expect((await seen(tenant.token)).examples).toContainEqual(example);
    const elsewhere = await addColleague(world, organizationId, 'MANAGER');
    const theirs = await seen(elsewhere.token);
    expect([theirs.exampleCount, theirs.examples.length]).toEqual([6, 5]);
    const change = { token: elsewhere.token, body: { examples: ['Open?'] } };
    await call(world, 'PATCH', `/api/v1/ai/intents/${intentId}`, change);
    expect((await seen(tenant.token)).examples).toEqual([
      example,
      { text: 'Open?', messageId: null },
    ]);
    expect((await put(CLUB)).body).toMatchObject({ imported: 10 });
    expect((await seen(tenant.token)).examples).toContainEqual(example);
  });
});
