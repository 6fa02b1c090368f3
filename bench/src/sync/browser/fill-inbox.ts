import { newId } from '@frontdesk/core/ids';
import pg from 'pg';

/** One conversation in eight is long, the others are short: ten messages each on average. */
const LONG = 45;
const SHORT = 5;
const LONG_EVERY = 8;

type InboxSize = {
  /** All open; a multiple of eight. */
  readonly conversations: number;
  readonly texts: readonly string[];
};

type FilledInbox = { readonly conversations: number; readonly messages: number };

/**
 * Gives a workspace an inbox as a browser is to hold it: conversations a minute apart, every third message ours, some with
 * tags and owners. The newest message of conversation n ends in `#n`, and its customer's name in n. Past triggers, so
 * nothing of it stands in the log. Needs a superuser.
 */
export async function fillInbox(
  databaseUrl: string,
  { organizationId, userId }: { readonly organizationId: string; readonly userId: string },
  { conversations, texts }: InboxSize,
): Promise<FilledInbox> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const inboxId = newId();
  const fill = async (insert: string, more: readonly unknown[] = []): Promise<number> => {
    const { rowCount } = await client.query(
      `with w as (select $1::uuid as org, $2::uuid as inbox) ${insert}`,
      [organizationId, inboxId, ...more],
    );
    return rowCount ?? 0;
  };
  const newest = conversations - 1;
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    for (const helper of HELPERS) await client.query(helper);
    await fill(INBOX);
    for (const insert of PEOPLE) await fill(insert, [newest]);
    await fill(CONVERSATIONS, [newest, texts, userId]);
    const messages = await fill(MESSAGES, [newest, texts, userId]);
    await fill(TAGS);
    await fill(TAGGED, [newest]);
    await client.query('drop function pg_temp.id, pg_temp.size, pg_temp.text');
    await client.query('commit');
    await client.query('analyze');
    return { conversations, messages };
  } finally {
    await client.end();
  }
}

const HELPERS = [
  // UUIDv7 of a moment.
  `create function pg_temp.id(org uuid, at timestamptz, key text) returns uuid language sql as $$
     select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' ||
       substr(h, 1, 3) || '8' || substr(h, 4, 15))::uuid from md5(org::text || key) h $$`,
  `create function pg_temp.size(n int) returns int language sql as $$
     select case when n % ${LONG_EVERY} = 0 then ${LONG} else ${SHORT} end $$`,
  // Of message i of conversation n.
  `create function pg_temp.text(texts text[], n int, i int) returns text language sql as $$
     select texts[1 + (n::bigint * 31 + i * 7919) % array_length(texts, 1)] ||
       case when i = pg_temp.size(n) then ' #' || n else '' end $$`,
];

const minutesAgo = (minutes: string): string => `now() - (${minutes}) * interval '1 minute'`;
const CONVERSATION = `pg_temp.id(org, ${minutesAgo('n')}, 'conversation' || n)`;
const CARD = `pg_temp.id(org, ${minutesAgo('n')}, 'card' || n)`;
const CONTACT = `pg_temp.id(org, ${minutesAgo('n')}, 'contact' || n)`;
const IDENTITY = `pg_temp.id(org, ${minutesAgo('n')}, 'identity' || n)`;
const TAG = (number: string): string => `pg_temp.id(org, now(), 'tag' || ${number})`;
const EACH = 'from w, generate_series(0, $3::int) n';

const GIVEN = `array['Mia', 'สมชาย', '健', 'ليلى', 'Noah', 'Chloé', 'Ananya', 'Ben', 'Kenji', 'Zoë', 'Luis']`;
const FAMILY = `array['Carter', 'ศรีสุข', '佐藤', 'حداد', 'O’Neill', 'Martin', 'Nair', 'Brandt']`;
const NAME = `(${GIVEN})[1 + n % 11] || ' ' || (${FAMILY})[1 + n % 8] || ' ' || n`;

const INBOX = `insert into inboxes (id, organization_id, scope_id, channel, name)
  select inbox, org, inbox, 'whatsapp', 'Main line' from w`;

const PEOPLE = [
  `insert into contacts (id, organization_id, name, phone) select ${CONTACT}, org, ${NAME}, '+1555' || n ${EACH}`,
  `insert into contact_cards (id, organization_id, scope_id, inbox_id, contact_id, name, phone)
   select ${CARD}, org, inbox, inbox, ${CONTACT}, ${NAME}, '+1555' || n ${EACH}`,
  `insert into channel_identities (id, organization_id, channel, key, contact_id)
   select ${IDENTITY}, org, 'whatsapp', n::text || org, ${CONTACT} ${EACH}`,
];

/** $4: the texts; $5: who has answered, and owns every fifth. */
const CONVERSATIONS = `insert into conversations (id, organization_id, scope_id, inbox_id, channel, identity_id,
    card_id, status, assignee_id, last_number, last_inbound_number, last_message_at, last_message_preview,
    last_message_direction, last_message_author_kind, last_inbound_at, waiting_since, created_at)
  select ${CONVERSATION}, org, inbox, inbox, 'whatsapp', ${IDENTITY}, ${CARD}, 'OPEN',
    case when n % 5 = 0 then $5::uuid end, pg_temp.size(n), pg_temp.size(n), ${minutesAgo('n')},
    pg_temp.text($4::text[], n, pg_temp.size(n)), 'INBOUND', 'CUSTOMER', ${minutesAgo('n')}, ${minutesAgo('n')},
    ${minutesAgo('n + 400')} ${EACH}`;

/** The newest is the customer's. */
const MESSAGES = `insert into messages (id, organization_id, scope_id, conversation_id, number, episode, direction,
    type, text, status, author_kind, author_id, created_at)
  select pg_temp.id(org, at, 'message' || n || ':' || i), org, inbox, ${CONVERSATION}, i, 1,
    case when ours then 'OUTBOUND' else 'INBOUND' end, 'TEXT', pg_temp.text($4::text[], n, i),
    case when ours then 'READ' else 'RECEIVED' end, case when ours then 'USER' else 'CUSTOMER' end,
    case when ours then $5::uuid end, at
  from w, generate_series(0, $3::int) n, generate_series(1, pg_temp.size(n)) i,
    lateral (select ${minutesAgo('n + (pg_temp.size(n) - i) * 7')} as at, (pg_temp.size(n) - i) % 3 = 1 as ours) m`;

const TAGS = `insert into tags (id, organization_id, scope_id, name, color)
  select ${TAG('n')}, org, org, (array['Billing', 'Booking', 'Complaint', 'Music', 'Technical'])[n],
    (array['#7a5cc4', '#23867f', '#b3446c', '#b7791f', '#3b6ea8'])[n] from w, generate_series(1, 5) n`;

const TAGGED = `insert into conversation_tags (id, organization_id, scope_id, conversation_id, tag_id)
  select pg_temp.id(org, ${minutesAgo('n')}, 'tagged' || n), org, inbox, ${CONVERSATION}, ${TAG('(1 + n % 5)')}
  ${EACH} where n % 3 = 0`;
