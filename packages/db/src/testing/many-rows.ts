import { type Db, rawPool } from '../client.ts';
import type { Workspace } from './workspace.ts';

/** Rows that a workspace of some age has: how many (`n` counts them from 0), and the statement up to its FROM. */
const FILLS: readonly (readonly [count: number, insert: string])[] = [
  [
    5_000,
    `insert into contacts (id, organization_id, name, phone, created_at)
     select id(1, n), org, 'Contact ' || n, '+1555' || n, now() - n * interval '1 hour'`,
  ],
  [
    5_000,
    `insert into contact_cards (id, organization_id, scope_id, inbox_id, contact_id, name)
     select id(2, n), org, inbox, inbox, id(1, n), 'Contact ' || n`,
  ],
  [
    5_000,
    `insert into channel_identities (id, organization_id, channel, key, contact_id)
     select id(3, n), org, 'whatsapp', n::text || org, id(1, n)`,
  ],
  [
    5_000,
    `insert into conversations (id, organization_id, scope_id, inbox_id, channel, identity_id, card_id, status, assignee_id,
       last_number, last_message_at, snoozed_until)
     select id(4, n), org, inbox, inbox, 'whatsapp', id(3, n), id(2, n),
       (array['OPEN', 'PENDING', 'RESOLVED', 'RESOLVED', 'RESOLVED', 'CLOSED'])[1 + n % 6],
       case when n % 10 = 0 then author end, 40, now() - n * interval '1 hour',
       case when n % 500 = 1 then now() + n * interval '1 minute' end`,
  ],
  [
    20_000,
    `insert into messages (id, organization_id, scope_id, conversation_id, number, episode, direction, type, text, status,
       author_kind, created_at)
     select id(5, n), org, inbox, id(4, n / 40), 1 + n % 40, 1, 'INBOUND', 'TEXT', 'message ' || n, 'RECEIVED', 'CUSTOMER',
       now() - n * interval '1 minute'`,
  ],
  [
    4_000,
    `insert into notes (id, organization_id, scope_id, conversation_id, number, author_id, text)
     select id(6, n), org, inbox, id(4, n), 41, author, 'note ' || n`,
  ],
  [
    4_000,
    `insert into timeline_events (id, organization_id, scope_id, conversation_id, number, kind, actor_kind)
     select id(7, n), org, inbox, id(4, n), 42, 'status', 'USER'`,
  ],
  [
    4_000,
    `insert into attachments (id, organization_id, scope_id, conversation_id, message_id, kind, file_name, mime_type, size)
     select id(8, n), org, inbox, id(4, n / 40), id(5, n), 'IMAGE', 'a.png', 'image/png', 1`,
  ],
  [
    4_000,
    `insert into sends (message_id, organization_id, inbox_id, conversation_id, number, state, next_attempt_at, claimed_at, updated_at)
     select id(5, n), org, inbox, id(4, n / 40), 1 + n % 40,
       case when n % 200 = 0 then 'DEAD' when n % 200 = 1 then 'UNCERTAIN' when n % 400 = 2 then 'QUEUED' else 'ACCEPTED' end,
       now(), now(), now() - n * interval '1 minute'`,
  ],
  [
    4_000,
    `insert into inbound_deliveries (id, organization_id, inbox_id, dedupe_key, headers, body, state, received_at)
     select id(9, n), org, inbox, n::text, '{}', '', case when n % 200 = 0 then 'UNPARSED' when n % 400 = 1 then 'STORED'
       else 'APPLIED' end, now() - n * interval '1 minute'`,
  ],
  [
    5_000,
    `insert into audit_log (id, organization_id, actor_kind, action, resource, at)
     select id(10, n), org, 'USER', 'update', 'tag', now() - n * interval '1 minute'`,
  ],
  [
    3_000,
    `insert into notifications (id, organization_id, scope_id, kind, text, created_at)
     select id(11, n), org, member, 'mention', 'x', now() - n * interval '1 minute'`,
  ],
  [
    3_000,
    `insert into outbox (organization_id, job, lane, run_at)
     select org, 'tick', 'clock', now() + (n - 20) * interval '1 minute'`,
  ],
  [
    10_000,
    `insert into classifications (id, organization_id, scope_id, conversation_id, message_id, number, intent_id, confidence,
       urgency, provider, ms, corrected_at, created_at)
     select id(12, n), org, inbox, id(4, n / 40), id(5, n), 1 + n % 40, id(13, n % 12), 0.9, 'NORMAL', 'embedded', 2,
       case when n % 100 = 0 then now() end, now() - n * interval '1 minute'`,
  ],
  [
    3_000,
    `insert into sop_runs (id, organization_id, scope_id, conversation_id, message_id, number, sop_id, sop_version, title,
       guide, score, because, confidence, autonomy, state, created_at)
     select id(14, n), org, inbox, id(4, n * 3 / 40), id(5, n * 3), 1 + n * 3 % 40, id(15, n % 20), 1, 'Reset', '{}', 0.8,
       'it fits', 0.9, 'auto', case when n % 200 = 0 then 'FAILED' else 'DONE' end, now() - n * interval '3 minutes'`,
  ],
  [
    6_000,
    `insert into sop_run_steps (id, organization_id, scope_id, conversation_id, run_id, position, action, autonomy, state)
     select id(16, n), org, inbox, id(4, n / 2 * 3 / 40), id(14, n / 2), n % 2, 'send_reply', 'auto', 'DONE'`,
  ],
  [
    5_000,
    `insert into ai_calls (id, organization_id, provider, purpose, outcome, message_id, ms, cost)
     select id(17, n), org, 'gpt', 'read', 'ok', id(5, n), 400, 120`,
  ],
  [
    5,
    `insert into outgoing_webhooks (id, organization_id, name, url, secret)
     select id(18, n), org, 'Webhook ' || n, 'https://club.example', ''`,
  ],
  [
    4_000,
    `insert into webhook_calls (id, organization_id, webhook_id, conversation_id, event, body, state, created_at)
     select id(19, n), org, id(18, n % 5), id(4, n / 40), 'sop.webhook', '{}', 'DONE', now() - n * interval '1 minute'`,
  ],
];

/** Fills a workspace with thousands of rows in all its long tables, past triggers and references. Needs a superuser. */
export async function fillWorkspace(db: Db, workspace: Workspace): Promise<void> {
  const client = await rawPool(db).connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(
      `create function pg_temp.id(kind int, n int) returns uuid immutable language sql as
        $$ select md5('${workspace.id}' || kind || ':' || n)::uuid $$`,
    );
    const { id, inboxId, userId, membershipId } = workspace;
    for (const [count, insert] of FILLS) {
      await client.query(
        `with w as (select $1::uuid as org, $2::uuid as inbox, $3::uuid as author, $4::uuid as member)
         ${insert.replaceAll(/\bid\((\d+), /g, 'pg_temp.id($1, ')} from w, generate_series(0, $5::int) n`,
        [id, inboxId, userId, membershipId, count - 1],
      );
    }
    await client.query('drop function pg_temp.id');
    await client.query('commit');
  } finally {
    client.release();
  }
}
