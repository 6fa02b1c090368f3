import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgresServer } from '@frontdesk/postgres-server/postgres-server';
import { Desk } from '@frontdesk/testkit/desk';
import pg from 'pg';
import { startTestProduct } from '../harness/test-product.ts';
import { deliver, whatsappBody } from '@frontdesk/testkit/whatsapp-webhook';
import { MESSAGES, type NodeAgent, openNodeAgent } from './node-agent.ts';

const RECOVERED_WITHIN_MS = 30_000;

/**
 * Takes the database away while a customer writes and an agent answers, and gives it back. Returns what was not as
 * promised, one line each.
 */
export async function databaseOutage({ awayMs }: { awayMs: number }): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-outage-'));
  const start = (preferredPort?: number) =>
    startPostgresServer({
      dataFolder: join(folder, 'data'),
      durable: true,
      ...(preferredPort === undefined ? {} : { preferredPort }),
    });
  let postgres = await start();
  const product = await startTestProduct({ database: { url: postgres.url } });
  const desk = await Desk.open(product.url);
  let agent: NodeAgent | undefined;
  try {
    const inbox = await desk.inbox('whatsapp');
    agent = await openNodeAgent(product.url, desk.owner);
    const customer = desk.customer(inbox, 'Otis Outage');
    customer.says('before');
    await desk.vendors.idle();
    await postgres.stop();

    const status = await postAway(inbox);
    customer.says('while it was away');
    const health = await fetch(`${product.url}/health`);
    await delay(awayMs);
    postgres = await start(postgres.port);
    await desk.vendors.idle();
    const texts = await textsOnceSettled(postgres.url, agent);
    return [
      ...(status === 503 ? [] : [`a webhook was answered ${status} while the database was away`]),
      ...(health.ok ? ['/health was well while the database was away'] : []),
      ...(texts.join() === 'before,while it was away' ? [] : [`stored and shown: ${texts.join()}`]),
    ];
  } finally {
    await agent?.close();
    await desk.close();
    await product.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A webhook that no vendor repeats: its answer is all that is asked. */
async function postAway(inbox: Parameters<typeof deliver>[0]): Promise<number> {
  const body = whatsappBody([
    { inbox, messages: [{ id: 'wamid.away', from: '15550000009', text: 'not acknowledged' }] },
  ]);
  return (await deliver(inbox, body)).status;
}

/** The texts in the table once the agent's replica shows the same ones. */
async function textsOnceSettled(url: string, agent: NodeAgent): Promise<string[]> {
  const deadline = Date.now() + RECOVERED_WITHIN_MS;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (;;) {
      const { rows } = await client.query<{ text: string }>(
        'SELECT text FROM messages ORDER BY number',
      );
      const texts = rows.map(({ text }) => text);
      const shown = agent.store
        .list(MESSAGES, 'all')
        .get()
        .map(({ text }) => text);
      if (texts.length > 1 && texts.join() === shown.join()) return texts;
      if (Date.now() > deadline) return [...texts, 'but the agent sees', ...shown];
      await delay(100);
    }
  } finally {
    await client.end();
  }
}
