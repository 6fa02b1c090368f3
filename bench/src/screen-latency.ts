import type { Browser } from '@playwright/test';
import { type BenchPlace, postMessage } from './inbound.ts';
import { paced } from './paced.ts';
import { latencies, paintTimes, watchPaints } from './paint-times.ts';
import { type Summary, summaryOf } from './summary.ts';

/** As many rows as a list of this height shows, so that every message has a place on the screen. */
const CUSTOMERS = 10;
const LAST_ONES_MS = 10_000;

export type Load = { readonly rate: number; readonly seconds: number };

/** From the first byte of a webhook to the frame that shows it in another agent's list. */
export async function screenLatency(
  browser: Browser,
  { url, desk, texts }: BenchPlace,
  { rate, seconds }: Load,
): Promise<Summary & { readonly missing: number }> {
  const inbox = await desk.inbox('whatsapp', { name: 'Bench screen' });
  const agent = await desk.member('AGENT', 'Alma Agent', [inbox]);
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1440, height: 1200 },
  });
  const { email, password } = agent;
  await context.request.post('/api/v1/auth/login', { data: { email, password } });
  const page = await context.newPage();
  await page.goto('/inbox/open');
  const list = page.getByRole('region', { name: 'Conversations' });
  for (let customer = 0; customer < CUSTOMERS; customer += 1)
    await postMessage(inbox, { customer, text: `[${customer}·0] hello` });
  await list.getByText(`[${CUSTOMERS - 1}·0]`).waitFor();

  await watchPaints(page, 'section[aria-label="Conversations"]');
  const started = new Map<string, number>();
  const count = rate * seconds;
  await paced({ rate, count }, async (at) => {
    const [customer, number] = [at % CUSTOMERS, Math.floor(at / CUSTOMERS) + 1];
    started.set(`${customer}·${number}`, performance.timeOrigin + performance.now());
    await postMessage(inbox, {
      customer,
      text: `[${customer}·${number}] ${texts[at % texts.length]}`,
    });
  });
  const last = Math.floor((count - 1) / CUSTOMERS) + 1;
  await list
    .getByText(`[${(count - 1) % CUSTOMERS}·${last}]`)
    .waitFor({ timeout: LAST_ONES_MS })
    .catch(() => {});
  const samples = latencies(started, await paintTimes(page));
  await context.close();
  return { ...summaryOf(samples), missing: count - samples.length };
}
