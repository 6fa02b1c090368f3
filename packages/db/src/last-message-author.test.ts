import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@frontdesk/core/ids';
import { type TestDatabase, createEmptyDatabase } from '@frontdesk/testkit/postgres';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditChangeLog } from './audit-change-log.ts';
import { MIGRATIONS, migrate, migrateFrom } from './migrate.ts';

const NAME = '20261120151000_last_message_author';
const AUTHOR = newId();

let database: TestDatabase;
let before: string;
let client: pg.Client;

beforeAll(async () => {
  database = await createEmptyDatabase();
  before = await mkdtemp(join(tmpdir(), 'frontdesk-migrations-'));
  await cp(MIGRATIONS, before, { recursive: true });
  const later = (await readdir(before)).filter((name) => name >= NAME);
  for (const name of later) await rm(join(before, name), { recursive: true });
  await migrateFrom(before, database.url);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  await rm(before, { recursive: true });
});

/** By SQL: the client of this build knows columns that are not there yet. */
function insert(table: string, row: Readonly<Record<string, string | number | null>>) {
  const values = Object.values(row);
  const places = values.map((_, index) => `$${index + 1}`);
  return client.query(
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    values,
  );
}

/** A conversation whose messages have these authors, the last one being its newest. */
async function conversation(authors: readonly (readonly [kind: string, id: string | null])[]) {
  const [org, inbox, person, id] = [newId(), newId(), newId(), newId()];
  const scope = { organization_id: org, scope_id: inbox };
  await insert('organizations', { id: org, name: 'Fairway', slug: org });
  await insert('inboxes', { id: inbox, ...scope, channel: 'whatsapp', name: 'Golf' });
  await insert('contacts', { id: person, organization_id: org, name: 'Ada' });
  const contact = { id: person, contact_id: person };
  await insert('channel_identities', {
    ...contact,
    organization_id: org,
    channel: 'whatsapp',
    key: '1',
  });
  await insert('contact_cards', { ...contact, ...scope, inbox_id: inbox, name: 'Ada' });
  await insert('conversations', {
    id,
    ...scope,
    inbox_id: inbox,
    channel: 'whatsapp',
    identity_id: person,
    card_id: person,
  });
  for (const [index, [author_kind, author_id]] of authors.entries()) {
    await insert('messages', {
      id: newId(),
      ...scope,
      conversation_id: id,
      number: index + 1,
      episode: 1,
      direction: 'OUTBOUND',
      type: 'TEXT',
      status: 'SENT',
      author_kind,
      author_id,
    });
  }
  return id;
}

it('says who wrote the last message of each conversation that was there before, and makes none of them newer', async () => {
  const ids = [
    await conversation([
      ['AI', null],
      ['USER', AUTHOR],
    ]),
    await conversation([
      ['USER', AUTHOR],
      ['AI', null],
    ]),
    await conversation([
      ['USER', AUTHOR],
      ['CUSTOMER', null],
    ]),
    await conversation([]),
  ];
  const rows = async (columns: string) => {
    const found = await client.query(
      `select ${columns} from conversations order by array_position($1::uuid[], id)`,
      [ids],
    );
    return found.rows;
  };
  const versions = await rows('rev, updated_at');
  await migrate(database.url);
  expect(await rows('last_message_author_kind as kind, last_message_author_id as id')).toEqual([
    { kind: 'USER', id: AUTHOR },
    { kind: 'AI', id: null },
    { kind: 'CUSTOMER', id: null },
    { kind: null, id: null },
  ]);
  expect(await rows('rev, updated_at')).toEqual(versions);
  expect((await auditChangeLog(client)).problems).toEqual([]);
  // Versions count on from here.
  await client.query(`update conversations set subject = 'Bay 3'`);
  expect(await rows('rev')).toEqual(versions.map(({ rev }) => ({ rev: rev + 1 })));
});
