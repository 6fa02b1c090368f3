import { setTimeout as delay } from 'node:timers/promises';
import { type Customer, Desk } from '@frontdesk/testkit/desk';
import { CLUB_INTENTS } from '@frontdesk/usecases/testing/teach';
import { WebhookReceiver } from '@frontdesk/usecases/testing/webhook-receiver';
import pg from 'pg';
import { startTestProduct } from '../harness/test-product.ts';
import { killAndAwait } from './kill-in-turn.ts';

export type RunsPlan = {
  readonly customers: number;
  /** How often the worker is killed while their runs are under way. */
  readonly kills: number;
  readonly say: (line: string) => void;
};

/** A claimed call of a dead worker is made again after its claim has run out, by a tick of the clock. */
const SETTLED_WITHIN_MS = 120_000;
const TAG = 'Password';
const REPLY = 'We are on it.';

/**
 * Kills the worker again and again while procedures run for customers who have forgotten their passwords, each with a
 * webhook, a reply and a tag. Returns everything that is wrong afterwards, one line each: a step that was lost, or that
 * somebody saw twice.
 */
export async function runsUnderKill(plan: RunsPlan): Promise<readonly string[]> {
  const product = await startTestProduct({ database: 'own' });
  const desk = await Desk.open(product.url);
  const receiver = await WebhookReceiver.open();
  const client = new pg.Client({ connectionString: product.databaseUrl });
  await client.connect();
  try {
    const customers = await preparedCustomers(desk, receiver, plan.customers);
    for (const [at, customer] of customers.entries()) {
      customer.says('I forgot my password, please reset it');
      if (at % Math.ceil(plan.customers / plan.kills) === 0)
        plan.say(`worker was back after ${await killAndAwait(product, 'worker')} ms`);
      await delay(20);
    }
    const started = Date.now();
    let problems = await inspect(client, receiver, customers);
    while (problems.length > 0 && Date.now() - started < SETTLED_WITHIN_MS) {
      await delay(500);
      problems = await inspect(client, receiver, customers);
    }
    plan.say(`every run was done ${Date.now() - started} ms after the last message`);
    return problems;
  } finally {
    await client.end();
    await desk.close();
    await receiver.close();
    await product.stop();
  }
}

/** A desk that knows what a forgotten password is, and what to do about it; and the customers who will write to it. */
async function preparedCustomers(
  desk: Desk,
  receiver: WebhookReceiver,
  count: number,
): Promise<Customer[]> {
  const { owner } = desk;
  const inbox = await desk.inbox('whatsapp');
  const tag = await owner.must<{ id: string }>('POST', '/tags', { name: TAG, color: '#7a5cc4' });
  const webhook = await owner.must<{ id: string; secret: string }>('POST', '/ai/webhooks', {
    name: 'Member portal',
    url: receiver.url,
  });
  receiver.secrets.push(webhook.secret);
  const intents = Object.entries(CLUB_INTENTS).map(([name, examples]) => ({ name, examples }));
  await owner.must('PUT', '/ai/intents', { intents });
  while (!(await owner.must<Taught>('GET', '/ai/intents')).reader.trainedAt) await delay(100);
  await owner.must('POST', '/sops', {
    title: 'Password reset',
    intent: 'password_reset',
    keywords: ['password', 'reset'],
    steps: ['Send a new one.'],
    actions: [
      { type: 'add_tag', tagId: tag.id },
      { type: 'send_reset_link', webhookId: webhook.id },
      { type: 'send_reply', text: REPLY },
    ],
    autonomy: 'auto',
  });
  const customers = Array.from({ length: count }, (_, at) =>
    desk.customer(inbox, `Customer ${at}`),
  );
  for (const customer of customers) customer.says('Good morning');
  await withAddresses(desk, count);
  return customers;
}

type Taught = { readonly reader: { readonly trainedAt: string | null } };

/** A reset link goes to an address on file, so everybody gets one. */
async function withAddresses({ owner }: Desk, count: number): Promise<void> {
  type Contacts = { readonly data: readonly { readonly id: string }[] };
  let contacts: Contacts = { data: [] };
  while (contacts.data.length < count) {
    await delay(100);
    contacts = await owner.must<Contacts>('GET', '/contacts?limit=100');
  }
  for (const { id } of contacts.data)
    await owner.must('PATCH', `/contacts/${id}`, { email: `${id}@guest.test` });
}

type Row = {
  readonly phone: string;
  readonly run: string;
  readonly steps: string[];
  readonly replies: number;
  readonly tags: number;
};

async function inspect(
  client: pg.Client,
  receiver: WebhookReceiver,
  customers: readonly Customer[],
): Promise<string[]> {
  const { rows } = await client.query<Row>(
    `SELECT k.phone, string_agg(DISTINCT r.state, ',') AS run,
       array(SELECT s.state FROM sop_run_steps s WHERE s.conversation_id = c.id ORDER BY s.position) AS steps,
       (SELECT count(*)::int FROM messages m WHERE m.conversation_id = c.id AND m.direction = 'OUTBOUND') AS replies,
       (SELECT count(*)::int FROM conversation_tags t WHERE t.conversation_id = c.id) AS tags
     FROM conversations c JOIN contact_cards k ON k.id = c.card_id LEFT JOIN sop_runs r ON r.conversation_id = c.id
     GROUP BY c.id, k.phone`,
  );
  const wrong = rows.flatMap((row) => {
    const is = `${row.run} ${row.steps.join(' ')}, ${row.replies} replies, ${row.tags} tags`;
    return is === 'DONE DONE DONE DONE, 1 replies, 1 tags' ? [] : [`${row.phone} is ${is}`];
  });
  const phones = customers.flatMap((customer) => {
    const replies = customer.received().filter(({ text }) => text === REPLY).length;
    // A worker that dies in the vendor's call leaves its send uncertain: shown, and never repeated by itself.
    return replies > 1 ? [`${customer.key} got the reply ${replies} times`] : [];
  });
  const calls = receiver.calls.length;
  return [
    ...wrong,
    ...phones,
    ...(calls === customers.length ? [] : [`${calls} webhooks for ${customers.length} runs`]),
  ];
}
