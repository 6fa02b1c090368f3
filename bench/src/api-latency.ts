import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Person } from '@frontdesk/testkit/person';
import pg from 'pg';
import { type BenchPlace, postMessage } from './inbound.ts';
import { paced } from './paced.ts';
import type { Load } from './screen-latency.ts';
import { type Summary, summaryOf } from './summary.ts';

/** Each member may ask 100 times a minute: enough of them that nobody is refused. */
const MEMBERS = 40;
const CONVERSATIONS = 50;

type Request = (person: Person, at: number) => Promise<{ status: number }>;

/** Reads and writes of the REST surface, mixed as a program that mirrors an inbox would. */
export async function apiLatency(
  { desk, texts }: BenchPlace,
  { rate, seconds }: Load,
): Promise<Summary & { readonly refused: number }> {
  const inbox = await desk.inbox('whatsapp', { name: 'Bench API' });
  for (let customer = 0; customer < CONVERSATIONS; customer += 1)
    await postMessage(inbox, { customer, text: texts[customer % texts.length] ?? '' });
  const people: Person[] = [];
  for (let at = 0; at < MEMBERS; at += 1)
    people.push(await desk.member('AGENT', `Member ${at}`, [inbox]));
  const [first] = people;
  if (first === undefined) throw new Error('no members');
  const ids = await conversationIds(first);
  const requests: readonly Request[] = [
    (person) => person.ask('GET', '/conversations?limit=50'),
    (person, at) => person.ask('GET', `/conversations/${ids[at % ids.length]}/messages`),
    (person, at) => person.ask('GET', `/conversations/${ids[at % ids.length]}`),
    (person, at) =>
      person.ask('POST', `/conversations/${ids[at % ids.length]}/notes`, { text: `note ${at}` }),
  ];
  const samples: number[] = [];
  let refused = 0;
  await paced({ rate, count: rate * seconds }, async (at) => {
    const person = people[at % people.length];
    const request = requests[at % requests.length];
    if (person === undefined || request === undefined) return;
    const started = performance.now();
    const { status } = await request(person, at);
    samples.push(performance.now() - started);
    if (status >= 300) refused += 1;
  });
  return { ...summaryOf(samples), refused };
}

async function conversationIds(person: Person): Promise<string[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { data } = await person.must<{ data: { id: string }[] }>(
      'GET',
      '/conversations?limit=200',
    );
    if (data.length >= CONVERSATIONS) return data.map(({ id }) => id);
    if (Date.now() > deadline) throw new Error(`only ${data.length} conversations arrived`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** A bare HTTP server that reads one row by its key: the least that an answer with data could cost here. */
export async function apiFloor(
  { databaseUrl }: BenchPlace,
  { rate, seconds }: Load,
): Promise<Summary> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM conversations LIMIT 1');
  const http = createServer((_, answer) => {
    void client
      .query('SELECT to_jsonb(c) AS row FROM conversations c WHERE id = $1', [rows[0]?.id])
      .then((found) => answer.end(JSON.stringify(found.rows)));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const samples: number[] = [];
  try {
    await paced({ rate, count: rate * seconds }, async () => {
      const started = performance.now();
      await (await fetch(url)).arrayBuffer();
      samples.push(performance.now() - started);
    });
    return summaryOf(samples);
  } finally {
    await new Promise((resolve) => http.close(resolve));
    await client.end();
  }
}
