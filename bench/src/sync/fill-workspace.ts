import { newId } from '@frontdesk/core/ids';
import pg from 'pg';

export type Filling = {
  readonly conversations: number;
  /** In each of them. */
  readonly messages: number;
  readonly texts: readonly string[];
};

export type Filled = {
  readonly inboxId: string;
  /** The newest first. */
  readonly conversationIds: readonly string[];
  /** As many as a replica of the workspace gets of conversations, cards and messages. */
  readonly rows: number;
};

/**
 * Gives a workspace one inbox with conversations of so many messages each, a minute between two of them, all open: what a
 * replica starts with. Past triggers, so nothing of it stands in the log. Needs a superuser.
 */
export async function fillWorkspace(
  databaseUrl: string,
  organizationId: string,
  { conversations, messages, texts }: Filling,
): Promise<Filled> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const inboxId = newId();
  const fill = (insert: string, count: number, more: readonly unknown[] = []): Promise<unknown> =>
    client.query(
      `with w as (select $1::uuid as org, $2::uuid as inbox) ${insert} from w, generate_series(0, $3::int) n`,
      [organizationId, inboxId, count - 1, ...more],
    );
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(ID);
    await client.query(
      `insert into inboxes (id, organization_id, scope_id, channel, name) values ($1, $2, $1, 'whatsapp', 'Bench')`,
      [inboxId, organizationId],
    );
    for (const insert of PEOPLE) await fill(insert, conversations);
    await fill(CONVERSATIONS, conversations, [texts, messages]);
    await fill(MESSAGES, conversations * messages, [texts, messages]);
    await client.query('drop function pg_temp.id');
    await client.query('commit');
    await client.query('analyze');
    const { rows } = await client.query<{ id: string }>(
      'select id from conversations where organization_id = $1 order by last_message_at desc',
      [organizationId],
    );
    const conversationIds = rows.map(({ id }) => id);
    return { inboxId, conversationIds, rows: conversations * (messages + 2) };
  } finally {
    await client.end();
  }
}

/** UUIDv7 of n minutes ago. */
const ID = `create function pg_temp.id(org uuid, kind int, n int) returns uuid language sql as $$
  select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - n * 60000::bigint), 12, '0') || '7' ||
    substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid from md5(org::text || kind || ':' || n) h $$`;

const PEOPLE = [
  `insert into contacts (id, organization_id, name, phone)
   select pg_temp.id(org, 1, n), org, 'Customer ' || n, '+1555' || n`,
  `insert into contact_cards (id, organization_id, scope_id, inbox_id, contact_id, name)
   select pg_temp.id(org, 2, n), org, inbox, inbox, pg_temp.id(org, 1, n), 'Customer ' || n`,
  `insert into channel_identities (id, organization_id, channel, key, contact_id)
   select pg_temp.id(org, 3, n), org, 'whatsapp', n::text || org, pg_temp.id(org, 1, n)`,
];

const CONVERSATIONS = `insert into conversations (id, organization_id, scope_id, inbox_id, channel, identity_id, card_id,
    status, last_number, last_inbound_number, last_message_at, last_message_preview, last_message_direction,
    last_message_author_kind, last_inbound_at, waiting_since)
  select pg_temp.id(org, 4, n), org, inbox, inbox, 'whatsapp', pg_temp.id(org, 3, n), pg_temp.id(org, 2, n),
    'OPEN', $5::int, $5::int, now() - n * interval '1 minute',
    ($4::text[])[1 + n % array_length($4::text[], 1)], 'INBOUND', 'CUSTOMER',
    now() - n * interval '1 minute', now() - n * interval '1 minute'`;

/** Message n: of conversation n / count, its first being its oldest. */
const MESSAGES = `insert into messages (id, organization_id, scope_id, conversation_id, number, episode, direction, type, text,
    status, author_kind, created_at)
  select pg_temp.id(org, 5, n), org, inbox, pg_temp.id(org, 4, n / $5::int), 1 + n % $5::int, 1, 'INBOUND', 'TEXT',
    ($4::text[])[1 + n * 7 % array_length($4::text[], 1)], 'RECEIVED', 'CUSTOMER',
    now() - (n / $5::int + $5::int - n % $5::int) * interval '1 minute'`;
