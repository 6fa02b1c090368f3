import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Section } from '@frontdesk/bench/section';
import { browserSections } from '@frontdesk/bench/sync/browser/browser-sections';
import { fillInbox } from '@frontdesk/bench/sync/browser/fill-inbox';
import { worldTexts } from '@frontdesk/bench/sync/browser/world-texts';
import { migrate } from '@frontdesk/db/migrate';
import { Person, type Signed, post } from '@frontdesk/testkit/person';
import { freePort } from '@frontdesk/testkit/ports';
import { buildPages } from '../launcher/derived.ts';
import { type Product, startProduct } from '../launcher/product.ts';
import { type ResolvedSettings, productServices } from '../launcher/services.ts';
import { findOrFetchBrowser } from '../suite/browser.ts';

const CONVERSATIONS = 10_000;
const PASSWORD = 'a long enough passphrase';

/** The whole product but its worker, whose jobs are no part of what is measured, on a Postgres that keeps what it commits. */
export async function benchInBrowser(print: (section: Section) => void): Promise<void> {
  const browserPath = await findOrFetchBrowser();
  const dataDir = mkdtempSync(join(tmpdir(), 'frontdesk-bench-browser-'));
  const port = await freePort();
  let product: Product | undefined;
  try {
    const env = { PORT: String(port), DATA_DIR: dataDir, DEMO: '0', LOG_LEVEL: 'warn' };
    product = await startProduct(env, PARTS, new AbortController().signal);
    const { texts, source } = worldTexts();
    const url = `http://localhost:${port}`;
    const databaseUrl = product.settings.directUrl;
    const person = await registered(url);
    const filled = await fillInbox(databaseUrl, person, { conversations: CONVERSATIONS, texts });
    const { organizationId, email, password } = person;
    const place = { url, databaseUrl, browserPath, organizationId, email, password, ...filled };
    await browserSections(place, source, print);
  } finally {
    await product?.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

const PARTS = {
  build: () => buildPages(),
  migrate,
  seed: () => Promise.resolve(),
  services: (settings: ResolvedSettings) =>
    productServices(settings)
      .filter(({ name }) => name !== 'worker')
      // One machine asks for much: what is measured is not how it is refused.
      .map((service) => ({ ...service, env: { ...service.env, RATE_LIMIT: '100000000' } })),
};

async function registered(url: string): Promise<Person> {
  const signed = await post<Signed>(url, '/auth/register', {
    email: `olive-${crypto.randomUUID()}@desk.test`,
    password: PASSWORD,
    name: 'Olive Owner',
    organizationName: 'Fairway Club',
  });
  return new Person(url, signed, PASSWORD);
}
