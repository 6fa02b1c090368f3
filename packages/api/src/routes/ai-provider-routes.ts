import { createRoute, z } from '@hono/zod-openapi';
import {
  createProvider,
  deleteProvider,
  listProviders,
  updateProvider,
} from '@frontdesk/usecases/providers/ai-providers';
import { setDailyLimit } from '@frontdesk/usecases/providers/budget';
import { USAGE_DAYS, readSpend } from '@frontdesk/usecases/providers/spend-view';
import { tryProvider } from '@frontdesk/usecases/providers/try-provider';
import { tryText } from '@frontdesk/usecases/providers/try-text';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { withRev } from '../http/if-match.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { asker, by, secured } from '../http/secured.ts';
import {
  ProviderForm,
  ProviderPatch,
  ProviderShape,
  SpendForm,
  SpendShape,
  TestForm,
  TestShape,
} from '../shapes/ai-shapes.ts';
import { oneId } from '../shapes/fields.ts';
import { toMicroUsd, toUsDollars } from '../shapes/us-dollars.ts';

/** The organization's language models: which, in which order, whether they answer, and what they cost. */
export const aiProviderRoutes = apiApp();

const tags = ['AI'];

const organizationOf = (c: Context<ApiEnv>): string => asker(c).member.organizationId;

const providerFor = async (c: Context<ApiEnv>, providerId: string) => {
  const all = await listProviders(c.var.deps, organizationOf(c));
  return found(
    all.find(({ id }) => id === providerId),
    'provider',
  );
};

aiProviderRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/providers',
    tags,
    summary: 'List the AI providers, in the order in which they are asked',
    ...secured('ai.read'),
    responses: ok(z.object({ data: z.array(ProviderShape) }), 'Without their keys'),
  }),
  async (c) => c.json({ data: await listProviders(c.var.deps, organizationOf(c)) }, 200),
);

aiProviderRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/providers',
    tags,
    summary: 'Add an AI provider',
    ...secured('ai.write'),
    request: { body: jsonBody(ProviderForm) },
    responses: created(ProviderShape, 'The provider, without its key'),
  }),
  async (c) => {
    const { id } = unwrap(await createProvider(c.var.deps, by(c), c.req.valid('json')));
    return c.json(await providerFor(c, id), 201);
  },
);

aiProviderRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/ai/providers/{id}',
    tags,
    summary: 'Change an AI provider, or its place',
    ...secured('ai.write'),
    request: { params: oneId, body: jsonBody(ProviderPatch) },
    responses: ok(ProviderShape, 'The provider, without its key'),
  }),
  async (c) => {
    const { id } = c.req.valid('param');
    const change = withRev(c, c.req.valid('json'));
    unwrap(await updateProvider(c.var.deps, by(c), id, change));
    return c.json(await providerFor(c, id), 200);
  },
);

aiProviderRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/ai/providers/{id}',
    tags,
    summary: 'Delete an AI provider; what it has cost stays on record',
    ...secured('ai.write'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    unwrap(await deleteProvider(c.var.deps, by(c), c.req.valid('param').id));
    return c.body(null, 204);
  },
);

aiProviderRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/ai/test',
    tags,
    summary: 'Have a text read and see who answers, or try one provider',
    description:
      'With `text` it is read as a message would be. With `providerId` or `provider` that one is asked a small question, even when the day’s money is spent; a problem is part of the answer.',
    ...secured('ai.write', { bucket: 'ai' }),
    request: { body: jsonBody(TestForm) },
    responses: ok(TestShape, 'Who answered, in how long, or what is wrong'),
  }),
  async (c) => {
    const test = c.req.valid('json');
    return c.json(test.text === undefined ? await tryOne(c, test) : await read(c, test.text), 200);
  },
);

type Test = z.infer<typeof TestShape>;

async function tryOne(
  c: Context<ApiEnv>,
  { providerId, provider }: z.infer<typeof TestForm>,
): Promise<Test> {
  const { kind, ...form } = provider ?? {};
  const tried = { providerId, kind, form: provider && form };
  return { ...unwrap(await tryProvider(c.var.deps, by(c), tried)), reading: null };
}

const read = async (c: Context<ApiEnv>, text: string): Promise<Test> => ({
  ok: true,
  problem: null,
  ...(await tryText(c.var.deps, organizationOf(c), text)),
});

async function spendOf(c: Context<ApiEnv>): Promise<z.infer<typeof SpendShape>> {
  const { usage, dailyLimit, spent, reserved, ...rest } = await readSpend(
    c.var.deps,
    organizationOf(c),
  );
  return {
    ...rest,
    dailyLimit: toUsDollars(dailyLimit),
    spentToday: toUsDollars(spent),
    reserved: toUsDollars(reserved),
    usageDays: USAGE_DAYS,
    usage: usage.map(({ cost, ms, ...one }) => ({
      ...one,
      cost: toUsDollars(cost),
      ms: ms === null ? null : Math.round(ms),
    })),
  };
}

aiProviderRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/ai/spend',
    tags,
    summary: 'What is spent on AI providers: the daily limit, today, and the last 30 days',
    ...secured('ai.read'),
    responses: ok(SpendShape, 'In US dollars'),
  }),
  async (c) => c.json(await spendOf(c), 200),
);

aiProviderRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/ai/spend',
    tags,
    summary: 'Set what may be spent on AI providers in a day',
    ...secured('ai.write'),
    request: { body: jsonBody(SpendForm) },
    responses: ok(SpendShape, 'As it is now'),
  }),
  async (c) => {
    const { dailyLimit } = c.req.valid('json');
    unwrap(await setDailyLimit(c.var.deps.db, by(c), toMicroUsd(dailyLimit)));
    return c.json(await spendOf(c), 200);
  },
);
