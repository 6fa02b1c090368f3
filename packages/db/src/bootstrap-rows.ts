import type { EntityName } from '@frontdesk/core/entity-registry';
import type pg from 'pg';
import { wireJsonSql } from './wire-row.ts';

/** Newest timeline items of each conversation that a replica starts with. */
const ITEMS_PER_CONVERSATION = 50;
const NOTIFICATIONS = 200;

/** Entities that a replica holds whole: every row of its scopes. The first page brings them. */
export const WHOLE_ENTITIES = [
  'memberships',
  'teams',
  'team_members',
  'tags',
  'canned_replies',
  'intents',
  'sops',
  'inboxes',
] as const satisfies readonly EntityName[];

/** Of each entity the JSON of its rows, one of them or several with commas between. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** One page's snapshot and what it is about. */
export type Snapshot = {
  readonly client: pg.PoolClient;
  readonly workspaceId: string;
  readonly scopes: readonly string[];
};

/** Queries of an entity's rows by its name: `$1` is the workspace, `$2` the scopes, `$3` conversations if there are any. */
type Wanted = { readonly [E in EntityName]?: string };

/** Of what is asked for, and no more than the member may see. */
export const SCOPED = 'organization_id = $1 and scope_id = any($2)';

const FIRST: Wanted = {
  ...Object.fromEntries(
    WHOLE_ENTITIES.map((entity) => [entity, `select * from ${entity} where ${SCOPED}`]),
  ),
  notifications: `select * from notifications where ${SCOPED} order by created_at desc limit ${NOTIFICATIONS}`,
};

/** Conversations with what a list shows of them: card, tags, and how far the member has read. */
const HEADS: Wanted = {
  conversations: `select * from conversations where ${SCOPED} and id = any($3)`,
  // An array and no join: whatever statistics say, the cards are found by their ids.
  contact_cards: `select * from contact_cards where ${SCOPED}
    and id = any(array(select card_id from conversations where id = any($3)))`,
  conversation_tags: `select * from conversation_tags where ${SCOPED} and conversation_id = any($3)`,
  read_states: `select * from read_states where ${SCOPED} and conversation_id = any($3)`,
};

/** The conversations of a page by their keys, each with the number that its newest items lie above. */
export const TALK = `talk as materialized (
  select c.id, c.last_number - ${ITEMS_PER_CONVERSATION} as above
    from unnest($3::uuid[]) as wanted (id)
   cross join lateral (select * from conversations c where c.id = wanted.id and c.organization_id = $1
                          and c.scope_id = any($2) offset 0) c)`;

const newest = (entity: string): string =>
  `select * from ${entity} where conversation_id = talk.id and number > talk.above`;

/** Of one conversation, a row of `talk`. */
const TIMELINE: Wanted = {
  messages: newest('messages'),
  notes: newest('notes'),
  timeline_events: newest('timeline_events'),
  classifications: newest('classifications'),
  sop_runs: newest('sop_runs'),
  sop_run_steps: `select s.* from sop_runs r join sop_run_steps s on s.run_id = r.id
    where r.conversation_id = talk.id and r.number > talk.above`,
  attachments: `select a.* from attachments a left join messages m on m.id = a.message_id
    where a.conversation_id = talk.id and (m.id is null or m.number > talk.above)`,
};

// A name of `Wanted` is an entity's.
const queriesOf = (wanted: Wanted): [EntityName, string][] =>
  Object.entries(wanted) as [EntityName, string][];

const eachRow = (wanted: Wanted): string =>
  queriesOf(wanted)
    .map(([entity, query]) => `select '${entity}', json from (${wireJsonSql(entity, query)}) j`)
    .join(' union all ');

/**
 * Conversation by conversation, by its key: left to its guesses, which take no account of row security, the planner reads the
 * whole table for each page. What one conversation has of an entity is one answer.
 */
const eachConversation = (wanted: Wanted): string => {
  const values = queriesOf(wanted).map(
    ([entity, query]) =>
      `('${entity}', (select string_agg(json, ',') from (${wireJsonSql(entity, query)}) j))`,
  );
  return `with ${TALK} select v.entity, v.json from talk
    cross join lateral (values ${values.join(',\n')}) v (entity, json) where v.json is not null`;
};

/** Everything of a page's part by one statement, which each connection prepares once: it takes longer to plan than to run. */
type Statement = { readonly name: string; readonly text: string; readonly wanted: Wanted };

export const READ_FIRST: Statement = {
  name: 'bootstrap first',
  text: eachRow(FIRST),
  wanted: FIRST,
};
export const READ_HEADS: Statement = {
  name: 'bootstrap heads',
  text: eachRow(HEADS),
  wanted: HEADS,
};
export const READ_TIMELINE: Statement = {
  name: 'bootstrap timeline',
  text: eachConversation(TIMELINE),
  wanted: TIMELINE,
};

/** Reads a part of a page; `ids` are the conversations that it is about. */
export async function readRows(
  { client, workspaceId, scopes }: Snapshot,
  { name, text, wanted }: Statement,
  ids?: readonly string[],
): Promise<Rows> {
  const values = ids ? [workspaceId, scopes, ids] : [workspaceId, scopes];
  const query = { name, text, values, rowMode: 'array' } as const;
  const { rows } = await client.query<[entity: string, json: string]>(query);
  const of = new Map<string, string[]>(Object.keys(wanted).map((entity) => [entity, []]));
  for (const [entity, json] of rows) of.get(entity)?.push(json);
  return of;
}
