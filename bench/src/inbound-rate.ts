import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { type BenchPlace, postMessage } from './inbound.ts';
import { atOnce } from './paced.ts';

const CUSTOMERS = 500;
/** As many webhooks as a vendor has under way. */
const LANES = 32;

export type Rate = {
  /** Messages per second until the last one stood in its conversation. */
  readonly perSecond: number;
  /** Webhooks per second until the last one was acknowledged. */
  readonly takenPerSecond: number;
};

/** Signed webhooks of one message each, as fast as they are taken, until all are messages. */
export async function inboundRate(
  { desk, databaseUrl, texts }: BenchPlace,
  count: number,
): Promise<Rate> {
  const inbox = await desk.inbox('whatsapp', { name: 'Bench inbound' });
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const started = performance.now();
  await atOnce({ lanes: LANES, count }, (at) =>
    postMessage(inbox, {
      customer: 10_000 + (at % CUSTOMERS),
      text: `${texts[at % texts.length]} ${at}`,
    }),
  );
  const takenMs = performance.now() - started;
  for (;;) {
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM messages WHERE scope_id = $1',
      [inbox.id],
    );
    if ((rows[0]?.count ?? 0) >= count) break;
    if (performance.now() - started > 300_000)
      throw new Error(`${rows[0]?.count} of ${count} arrived`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await client.end();
  const allMs = performance.now() - started;
  return { perSecond: (count / allMs) * 1000, takenPerSecond: (count / takenMs) * 1000 };
}

/** One HTTP request, one committed INSERT: the least that taking a message could cost here. */
export async function inboundFloor(
  { databaseUrl, texts }: BenchPlace,
  count: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query('CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, text text)');
  const http = createServer((request, answer) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      void pool
        .query('INSERT INTO bench_floor (text) VALUES ($1)', [body])
        .then(() => answer.end('ok'));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const started = performance.now();
  await atOnce({ lanes: LANES, count }, async (at) => {
    await (
      await fetch(url, { method: 'POST', body: texts[at % texts.length] ?? '' })
    ).arrayBuffer();
  });
  const tookMs = performance.now() - started;
  await pool.query('DROP TABLE bench_floor');
  await Promise.all([pool.end(), new Promise((resolve) => http.close(resolve))]);
  return (count / tookMs) * 1000;
}
