import { contactQuery, contactText } from '@frontdesk/core/contact-search';
import { normalize } from '@frontdesk/core/search-tokens';
import { readSettings } from '@frontdesk/core/settings';
import { createDb, type Db } from '@frontdesk/db/client';
import { searchContacts, searchMessages } from '@frontdesk/db/search';
import { silentLog } from '@frontdesk/queue/silent-log';
import type { LocalRules } from '@frontdesk/sync/store/local-rules';
import type { LocalStore } from '@frontdesk/sync/store/local-store';
import { MemoryStore } from '@frontdesk/sync/store/memory-store';
import { PgliteHome } from '@frontdesk/sync/store/pglite-home';
import { PgliteStore } from '@frontdesk/sync/store/pglite-store';
import { MemoryDisk } from '@frontdesk/sync/store/testing/node-disk';
import { createDatabase, type TestDatabase } from '@frontdesk/testkit/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Readers } from '../reading/readers.ts';
import { SealingKey } from '../sealing.ts';
import { seedDemo } from './seed-demo.ts';

type Message = { readonly id: string; readonly scopeId: string; readonly text: string };
type Card = {
  readonly id: string;
  readonly scopeId: string;
  readonly contactId: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
};

const LIMIT = 50;
const WORDS = 400;

/** As the app's: by ids that grow with time, as the server. */
const RULES: LocalRules = {
  groupOf: () => null,
  isHot: () => false,
  searchOf: (entity, row) =>
    entity === 'messages'
      ? { kind: 'message', text: (row as Message).text, at: row.id }
      : { kind: 'contact', text: contactText(row as Card), at: (row as Card).contactId },
};

let database: TestDatabase;
let db: Db;
let organizationId: string;
let messages: readonly Message[];
let cards: readonly Card[];
const disk = new MemoryDisk();
const stores: LocalStore[] = [];

beforeAll(async () => {
  database = await createDatabase();
  db = createDb({ url: database.url });
  const settings = readSettings({ PORT: '3999' });
  if (!settings.ok) throw new Error(settings.problems.join('\n'));
  await seedDemo({
    db,
    sealing: new SealingKey('ab'.repeat(32)),
    settings: settings.settings,
    readers: new Readers({ db, log: silentLog }),
    log: silentLog,
    now: () => new Date(),
  });
  await db.asWorker(async (tx) => {
    organizationId = (await tx.organization.findFirstOrThrow()).id;
    messages = await tx.$queryRaw<Message[]>`select id, scope_id as "scopeId", text from messages`;
    cards = await tx.$queryRaw<Card[]>`
      select id, scope_id as "scopeId", contact_id as "contactId", name, phone, email from contact_cards`;
  });
  stores.push(new MemoryStore(RULES), new PgliteStore(RULES, new PgliteHome(disk, 'test')));
  for (const store of stores) {
    await store.open();
    await store.commit({
      edits: [
        {
          type: 'page',
          page: { seq: 1, rows: { messages, contact_cards: cards }, onlyScopes: null },
        },
      ],
      place: { cursor: { epoch: 'e', seq: 1, tag: '' }, session: null },
      settled: [],
      noted: [],
    });
  }
}, 180_000);

afterAll(async () => {
  await disk.end();
  await db?.close();
  await database?.drop();
});

/** Every so many texts one of its words, a part of one, or two of them: in whatever language it is. */
function typed(texts: readonly string[]): string[] {
  const step = Math.max(1, Math.floor(texts.length / WORDS));
  return texts.flatMap((text, index) => {
    if (index % step !== 0) return [];
    const words = normalize(text).split(/\s+/);
    const word = words[index % words.length] ?? '';
    const characters = [...word];
    const part = characters.slice(0, 1 + (index % characters.length || 1)).join('');
    return index % 3 === 0 ? [part] : index % 3 === 1 ? [word] : [`${words[0] ?? ''} ${part}`];
  });
}

async function locally(kind: string, text: string): Promise<string[][]> {
  const found = await Promise.all(
    stores.map((store) => store.search({ kind, text, limit: LIMIT })),
  );
  return found.map(({ rows }) => rows.map(({ row }) => row.id));
}

describe('rule 72: search on the device finds what the server finds, in the same order', () => {
  it('among messages in every language of the demo', async () => {
    const short = ['ขอ', 'ที่', 'ครับ', 'です', 'さい', 'أ', 'ال', 'the', 'th', 'a', '…', '30'];
    const searches = [...typed(messages.map(({ text }) => text)), ...short];
    let hits = 0;
    for (const text of searches) {
      const there = await db.withOrg(organizationId, (tx) =>
        searchMessages(tx, { organizationId, inboxIds: null }, { text, limit: LIMIT }),
      );
      const ids = there.map(({ messageId }) => messageId);
      hits += ids.length;
      expect(await locally('message', text), text).toEqual([ids, ids]);
    }
    expect(hits).toBeGreaterThan(WORDS);
  }, 120_000);

  it('among contacts by name, address and any part of a number', async () => {
    const inboxIds = [...new Set(cards.map(({ scopeId }) => scopeId))];
    const contactOf = new Map(cards.map(({ id, contactId }) => [id, contactId]));
    const searches = [
      ...typed(cards.map(({ name, email }) => `${name} ${email ?? ''}`)),
      ...cards.slice(0, 60).map(({ phone }) => (phone ?? '').slice(3, 8)),
    ];
    for (const text of searches) {
      const there = await db.withOrg(organizationId, (tx) =>
        searchContacts(tx, { organizationId, inboxIds }, { text, limit: LIMIT }),
      );
      for (const found of await locally('contact', contactQuery(text))) {
        const contacts = new Set(found.map((id) => contactOf.get(id)));
        // A contact has a card in each inbox that knows him: so many more rows, no other contacts.
        const isCut = found.length === LIMIT;
        expect([...contacts], text).toEqual(isCut ? there.slice(0, contacts.size) : there);
      }
    }
  }, 120_000);
});
