import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@frontdesk/core/ids';
import { type Customer, Desk, type TestInbox } from '@frontdesk/testkit/desk';
import pg from 'pg';
import { type ProcessName, type TestProduct, startTestProduct } from '../harness/test-product.ts';
import { auditChangeLog } from '@frontdesk/db/audit-change-log';
import { killAndAwait } from './kill-in-turn.ts';
import { CONVERSATIONS, MESSAGES, type NodeAgent, openNodeAgent } from './node-agent.ts';

export type FaultsPlan = {
  readonly messages: number;
  readonly replies: number;
  /** Inbound messages per second while everything is killed. */
  readonly rate: number;
  readonly say: (line: string) => void;
};

/** Everything that is wrong afterwards, one line each; none is what the product promises. */
export type FaultsReport = {
  readonly problems: readonly string[];
  readonly uncertain: number;
  /** From the last message or kill until everything agreed. */
  readonly settledMs: number;
};

const KILLED: readonly ProcessName[] = ['web', 'realtime', 'worker', 'postgres'];
const SETTLED_WITHIN_MS = 30_000;
const MESSAGES_EACH = 5;

/**
 * Kills web, realtime, worker and Postgres in turn while customers write and two agents answer, then holds what the
 * phones received, the tables, the change log and both agents' replicas against each other.
 */
export async function faultsUnderLoad(plan: FaultsPlan): Promise<FaultsReport> {
  const product = await startTestProduct({ database: 'own' });
  const desk = await Desk.open(product.url);
  const agents: NodeAgent[] = [];
  try {
    const inboxes = [await desk.inbox('whatsapp'), await desk.inbox('openphone')];
    const alma = await desk.member('AGENT', 'Alma Agent', inboxes);
    for (const person of [desk.owner, alma]) agents.push(await openNodeAgent(product.url, person));
    const load = new Load(desk, inboxes, agents, plan);
    const [killProblems] = await Promise.all([killInTurn(product, load, plan), load.run()]);
    return await settle({ product, desk, agents, load }, killProblems, plan);
  } finally {
    await Promise.all(agents.map((agent) => agent.close()));
    await desk.close();
    await product.stop();
  }
}

/** Each a fifth of the messages after the one before, so that all fall under load. */
async function killInTurn(product: TestProduct, load: Load, plan: FaultsPlan): Promise<string[]> {
  const problems: string[] = [];
  for (const [at, name] of KILLED.entries()) {
    await load.saidBy((plan.messages * (at + 1)) / (KILLED.length + 1));
    try {
      plan.say(`${name} was back after ${await killAndAwait(product, name)} ms`);
    } catch (error) {
      problems.push(String(error));
    }
  }
  return problems;
}

type Reply = { readonly text: string; readonly customer: Customer };

/** What customers and agents say, at a steady pace whatever happens to the product. */
class Load {
  readonly said: { text: string; customer: Customer }[] = [];
  readonly replies: Reply[] = [];
  readonly #customers: Customer[];
  readonly #agents: readonly NodeAgent[];
  readonly #plan: FaultsPlan;
  readonly #answered = new Map<string, number>();

  constructor(
    desk: Desk,
    inboxes: readonly TestInbox[],
    agents: readonly NodeAgent[],
    plan: FaultsPlan,
  ) {
    this.#agents = agents;
    this.#plan = plan;
    this.#customers = Array.from({ length: Math.ceil(plan.messages / MESSAGES_EACH) }, (_, at) => {
      const inbox = inboxes[at % inboxes.length];
      if (inbox === undefined) throw new Error('no inbox');
      return desk.customer(inbox, `Customer ${at}`);
    });
  }

  async run(): Promise<void> {
    const started = Date.now();
    while (this.said.length < this.#plan.messages || this.replies.length < this.#plan.replies) {
      const due = Math.min(
        this.#plan.messages,
        Math.floor(((Date.now() - started) / 1000) * this.#plan.rate),
      );
      while (this.said.length < due) this.#say();
      this.#answer();
      await delay(20);
    }
  }

  /** Resolves once so many messages are on their way. */
  async saidBy(count: number): Promise<void> {
    while (this.said.length < count) await delay(20);
  }

  #say(): void {
    const at = this.said.length;
    const customer = this.#customers[at % this.#customers.length];
    if (customer === undefined) return;
    const text = `message ${at} of ${customer.key}`;
    customer.says(text);
    this.said.push({ text, customer });
  }

  /** One more reply, by the agents in turn, to a conversation with the fewest replies, as far as its agent knows of one. */
  #answer(): void {
    const { replies, messages } = this.#plan;
    const due = Math.floor((this.said.length / messages) * replies);
    const agent = this.#agents[this.replies.length % this.#agents.length];
    if (this.replies.length >= due || agent === undefined) return;
    const known = agent.store.list(CONVERSATIONS, 'all').get();
    const times = (id: string): number => this.#answered.get(id) ?? 0;
    const [conversation] = known.toSorted((a, b) => times(a.id) - times(b.id));
    if (conversation === undefined) return;
    const [first] = agent.store.list(MESSAGES, conversation.id).get();
    const customer = this.#customers.find(({ key }) => first?.text.endsWith(` of ${key}`));
    if (customer === undefined) return;
    const text = `reply ${this.replies.length}`;
    const seenUpTo = conversation.lastNumber + 1_000; // has seen it all: what is held back is another test's
    const conversationId = conversation.id;
    const args = { messageId: newId(), conversationId, text, attachmentIds: [], seenUpTo };
    agent.mutate('conversation.reply', args);
    this.#answered.set(conversationId, times(conversationId) + 1);
    this.replies.push({ text, customer });
  }
}

type World = {
  readonly product: TestProduct;
  readonly desk: Desk;
  readonly agents: readonly NodeAgent[];
  readonly load: Load;
};

async function settle(
  world: World,
  killProblems: string[],
  plan: FaultsPlan,
): Promise<FaultsReport> {
  const started = Date.now();
  const client = new pg.Client({ connectionString: world.product.databaseUrl });
  await client.connect();
  try {
    await client.query(`SET timezone = 'UTC'`);
    await world.desk.vendors.idle();
    let found = await inspect(client, world);
    while (found.problems.length > 0 && Date.now() - started < SETTLED_WITHIN_MS) {
      await delay(500);
      found = await inspect(client, world);
    }
    const settledMs = Date.now() - started;
    // Nothing may be sent later either.
    const before = phones(world).size;
    await delay(2_000);
    const late = phones(world).size === before ? [] : ['something was sent after all had settled'];
    plan.say(`all agreed ${settledMs} ms after the last message`);
    const problems = [...killProblems, ...found.problems, ...late];
    return { problems, uncertain: found.uncertain, settledMs };
  } finally {
    await client.end();
  }
}

type Row = {
  id: string;
  text: string;
  direction: string;
  status: string;
  number: number;
  rev: number;
  phone: string;
};

async function inspect(
  client: pg.Client,
  world: World,
): Promise<{ problems: string[]; uncertain: number }> {
  const { rows } = await client.query<Row>(
    `SELECT m.id, m.text, m.direction, m.status, m.number, m.rev, k.phone FROM messages m
     JOIN conversations c ON c.id = m.conversation_id JOIN contact_cards k ON k.id = c.card_id
     ORDER BY m.conversation_id, m.number`,
  );
  const problems = [
    ...inboundProblems(rows, world.load),
    ...replyProblems(rows, world),
    ...(await leftOver(client)),
    ...(await auditChangeLog(client)).problems,
    ...world.agents.flatMap((agent, at) => replicaProblems(rows, agent, at)),
  ];
  return { problems, uncertain: rows.filter(({ status }) => status === 'UNCERTAIN').length };
}

function inboundProblems(rows: readonly Row[], load: Load): string[] {
  const stored = rows.filter(({ direction }) => direction === 'INBOUND');
  const counts = Map.groupBy(stored, ({ text }) => text);
  const wrong = load.said.flatMap(({ text }) => {
    const times = counts.get(text)?.length ?? 0;
    return times === 1 ? [] : [`"${text}" is stored ${times} times`];
  });
  const orders = load.said.length === stored.length ? orderProblems(stored) : [];
  return [...wrong, ...orders];
}

/** A customer's messages stand in the order in which they were written. */
function orderProblems(stored: readonly Row[]): string[] {
  return [...Map.groupBy(stored, ({ phone }) => phone)].flatMap(([phone, messages]) => {
    const numbers = messages.map(({ text }) => Number(text.split(' ')[1]));
    const inOrder = numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? -1));
    return inOrder ? [] : [`messages of ${phone} stand as ${numbers.join(', ')}`];
  });
}

/** How often each text reached a phone. */
const phones = ({ load }: World): Map<string, number> => {
  const customers = new Set(load.replies.map(({ customer }) => customer));
  const counts = new Map<string, number>();
  for (const customer of customers)
    for (const { text } of customer.received()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
};

const ARRIVED: ReadonlySet<string> = new Set(['SENT', 'DELIVERED', 'READ']);

function replyProblems(rows: readonly Row[], world: World): string[] {
  const received = phones(world);
  const stored = Map.groupBy(
    rows.filter(({ direction }) => direction === 'OUTBOUND'),
    ({ text }) => text,
  );
  return world.load.replies.flatMap(({ text }) => {
    const times = received.get(text) ?? 0;
    const [row, ...more] = stored.get(text) ?? [];
    if (row === undefined) return [`${text} is not stored`];
    if (more.length > 0) return [`${text} is stored ${more.length + 1} times`];
    if (times > 1) return [`${text} reached the phone ${times} times`];
    const fine = row.status === 'UNCERTAIN' || (times === 1 && ARRIVED.has(row.status));
    return fine ? [] : [`${text} is ${row.status} and reached the phone ${times} times`];
  });
}

async function leftOver(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ what: string; count: number }>(
    `SELECT 'outbox rows' AS what, count(*)::int AS count FROM outbox
     UNION ALL SELECT 'deliveries not applied', count(*)::int FROM inbound_deliveries WHERE state <> 'APPLIED'
     UNION ALL SELECT 'sends under way', count(*)::int FROM sends WHERE state IN ('QUEUED', 'CLAIMED')`,
  );
  return rows.flatMap(({ what, count }) => (count === 0 ? [] : [`${count} ${what}`]));
}

function replicaProblems(rows: readonly Row[], agent: NodeAgent, at: number): string[] {
  const status = agent.status.get();
  if (status.connection !== 'live' || status.pending > 0)
    return [`agent ${at} is ${status.connection} with ${status.pending} changes not confirmed`];
  const shown = new Map(
    agent.store
      .list(MESSAGES, 'all')
      .get()
      .map((row) => [row.id, row]),
  );
  const wrong = rows.filter(({ id, rev, number }) => {
    const row = shown.get(id);
    return row?.rev !== rev || row.number !== number;
  });
  if (wrong.length === 0 && shown.size === rows.length) return [];
  return [
    `agent ${at} shows ${shown.size} of ${rows.length} messages, ${wrong.length} of them not as stored`,
  ];
}
