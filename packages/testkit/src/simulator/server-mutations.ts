import type { Tx } from '@frontdesk/db/client';
import type { SimMutationName } from './sim-mutations.ts';

export type ServerContext = {
  readonly tx: Tx;
  readonly workspaceId: string;
  readonly userId: string;
  readonly uid: string;
  /** Scopes that the author may write in. */
  readonly scopes: readonly string[];
  readonly resent: boolean;
};

export type Refused = { readonly code: 'NOT_FOUND' | 'CONFLICT' | 'AUTHORIZATION_ERROR' };

type Args = {
  readonly id: string;
  readonly scopeId: string;
  readonly title: string;
  readonly value: number;
  readonly item: string;
  readonly text: string;
  readonly hot: boolean;
};

type Rows = readonly { readonly id: string }[];
type Handler = (context: ServerContext, args: Args) => Promise<Rows>;

/** Each is one statement that writes its row and its line in `sim_effects`, and answers what it wrote. */
const HANDLERS: { readonly [N in SimMutationName]: Handler } = {
  'item.make': ({ tx, workspaceId, uid, scopes }, { id, scopeId, title }) => tx.$queryRaw<Rows>`
    with done as (
      insert into sim_items (id, organization_id, scope_id, title)
      select ${id}::uuid, ${workspaceId}::uuid, ${scopeId}::uuid, ${title}
      where ${scopeId}::uuid = any(${scopes}::uuid[]) returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`,
  'item.set': ({ tx, workspaceId, uid, scopes }, { id, value }) => tx.$queryRaw<Rows>`
    with done as (
      update sim_items set value = ${value}
      where id = ${id}::uuid and scope_id = any(${scopes}::uuid[]) returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`,
  'item.take': ({ tx, workspaceId, uid, scopes, userId }, { id }) => tx.$queryRaw<Rows>`
    with done as (
      update sim_items set owner = ${userId}::uuid
      where id = ${id}::uuid and scope_id = any(${scopes}::uuid[]) and (owner is null or owner = ${userId}::uuid)
      returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`,
  'item.move': ({ tx, workspaceId, uid, scopes }, { id, scopeId }) => tx.$queryRaw<Rows>`
    with done as (
      update sim_items set scope_id = ${scopeId}::uuid
      where id = ${id}::uuid and scope_id = any(${scopes}::uuid[]) and ${scopeId}::uuid = any(${scopes}::uuid[])
      returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`,
  'item.drop': ({ tx, workspaceId, uid, scopes }, { id }) => tx.$queryRaw<Rows>`
    with done as (
      delete from sim_items where id = ${id}::uuid and scope_id = any(${scopes}::uuid[]) returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`,
  'note.make': (context, args) => writeNote(context, args, ''),
  'note.send': async (context, args) => {
    const { tx, workspaceId, uid, resent } = context;
    const state = resent ? 'UNCERTAIN' : 'QUEUED';
    const rows = await writeNote(context, args, state);
    if (rows.length === 0) return rows;
    await tx.$executeRaw`insert into sim_outbox (note, organization_id, uid, state)
      values (${args.id}::uuid, ${workspaceId}::uuid, ${uid}, ${state})`;
    return rows;
  },
  'item.poison': () => Promise.reject(new Error('this mutation fails each time')),
};

/** The item's row is locked by its counter, so that numbers are in the order of commits. */
function writeNote(context: ServerContext, args: Args, state: string): Promise<Rows> {
  const { tx, workspaceId, uid, scopes, userId } = context;
  return tx.$queryRaw<Rows>`
    with item as (
      update sim_items set last = last + 1
      where id = ${args.item}::uuid and scope_id = any(${scopes}::uuid[]) returning id, scope_id, last),
    done as (
      insert into sim_notes (id, organization_id, scope_id, item, number, text, author, hot, state)
      select ${args.id}::uuid, ${workspaceId}::uuid, scope_id, id, last, ${args.text}, ${userId}::uuid, ${args.hot}, ${state}
      from item returning id),
    noted as (insert into sim_effects (organization_id, uid) select ${workspaceId}::uuid, ${uid} from done)
    select id from done`;
}

/** Null when it is done. Throws what is not the author's fault. */
export async function runOnServer(
  context: ServerContext,
  name: SimMutationName,
  args: unknown,
): Promise<Refused | null> {
  // Clients of the simulator say what their mutations' types say.
  const rows = await HANDLERS[name](context, args as Args);
  return rows.length > 0 ? null : { code: 'NOT_FOUND' };
}
