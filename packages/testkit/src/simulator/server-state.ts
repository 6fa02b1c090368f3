import type { ReplicaRow } from '@frontdesk/sync/store/rows';
import type { World } from './world.ts';

export const SIM_TABLES = ['sim_items', 'sim_notes'] as const;
export type SimTable = (typeof SIM_TABLES)[number];
export type RowsById = ReadonlyMap<string, ReplicaRow>;

export type KnownResult = { readonly status: string; readonly code: string | null };

/** What the tables say: the oracle's truth. */
export type ServerState = {
  readonly rows: { readonly [T in SimTable]: RowsById };
  /** Scopes by membership. */
  readonly scopes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly results: ReadonlyMap<string, KnownResult>;
  /** Uids in the order in which they took effect; each as often as it did. */
  readonly effects: readonly string[];
  readonly head: { readonly epoch: string; readonly seq: number };
};

type Found = {
  rows: { entity: SimTable; row: ReplicaRow }[] | null;
  grants: { membership: string; inbox: string }[] | null;
  results: { uid: string; status: string; code: string | null }[] | null;
  effects: string[] | null;
  epoch: string;
  head: number;
};

/** One snapshot of a workspace. */
export async function readServerState({ options, workspace }: World): Promise<ServerState> {
  const { rows } = await options.sessions.control.query<Found>({
    name: 'server-state',
    text: `select w.epoch, w.head::int as head,
        (select json_agg(json_build_object('entity', entity, 'row', row)) from (
          select 'sim_items' as entity, to_jsonb(i) as row from sim_items i where organization_id = $1
          union all
          select 'sim_notes', to_jsonb(n) from sim_notes n where organization_id = $1) a) as rows,
        (select json_agg(json_build_object('membership', m.id, 'inbox', a.inbox_id))
          from memberships m join inbox_access a on a.membership_id = m.id where m.organization_id = $1) as grants,
        (select json_agg(json_build_object('uid', uid, 'status', status, 'code', code))
          from sync_result where workspace_id = $1) as results,
        (select json_agg(uid order by place) from sim_effects where organization_id = $1) as effects
      from sync_workspace w where workspace_id = $1`,
    values: [workspace.id],
  });
  const [found] = rows;
  if (!found) throw new Error('the workspace is gone');
  const of = (entity: SimTable): RowsById =>
    new Map(
      (found.rows ?? []).filter((one) => one.entity === entity).map(({ row }) => [row.id, row]),
    );
  const scopes = workspace.members.map(({ membershipId }) => {
    const granted = (found.grants ?? []).filter(({ membership }) => membership === membershipId);
    const held = [workspace.id, membershipId, ...granted.map(({ inbox }) => inbox)];
    return [membershipId, new Set(held)] as const;
  });
  return {
    rows: { sim_items: of('sim_items'), sim_notes: of('sim_notes') },
    scopes: new Map(scopes),
    results: new Map((found.results ?? []).map(({ uid, ...result }) => [uid, result])),
    effects: found.effects ?? [],
    head: { epoch: found.epoch, seq: found.head },
  };
}

/** I1: what the log and the tables that it captures disagree on. */
export async function auditLog({ options, workspace }: World): Promise<string[]> {
  const { rows } = await options.sessions.control.query<{ problem: string }>({
    name: 'audit-sim',
    text: `with log as (select * from sync_change where workspace_id = $1),
      last as (
        select distinct on (entity_id) entity_id, op, row, entity from log
        where op in ('U', 'D', 'X') and entity in ('sim_items', 'sim_notes') order by entity_id, seq desc, idx desc),
      tables as (
        select id, to_jsonb(i) as row from sim_items i where organization_id = $1
        union all select id, to_jsonb(n) from sim_notes n where organization_id = $1)
      select 'I1: ' || (w.head - w.floor) || ' transactions above the floor, the log has ' || count(distinct seq) as problem
        from sync_workspace w left join log on log.seq > w.floor where w.workspace_id = $1
        group by w.head, w.floor having count(distinct seq) <> w.head - w.floor
      union all
      select 'I1: the log''s last image of ' || last.entity_id || ' is not the row' from last left join tables on id = entity_id
        where (op = 'U') <> (id is not null) or (op = 'U' and last.row <> tables.row
          and not exists (select from log where op = 'refetch'))`,
    values: [workspace.id],
  });
  return rows.map(({ problem }) => problem);
}

/** I6: scopes of which something was sent to somebody who had lost them, by the log's own order. */
export async function leaksSent({ options, workspace, witness }: World): Promise<string[]> {
  const { rows } = await options.sessions.control.query<{
    seq: number;
    viewer: string;
    scope: string;
    op: string;
    epoch: string;
  }>({
    name: 'markers',
    text: `select seq::int, scope_id as viewer, entity_id as scope, op, epoch from sync_change join sync_workspace using (workspace_id)
      where workspace_id = $1 and op in ('grant', 'revoke') order by seq, idx`,
    values: [workspace.id],
  });
  const { sent } = witness;
  witness.sent = [];
  return sent.flatMap(({ userScope, epoch, to, scopes }) =>
    scopes
      .filter((scope) => {
        const markers = rows.filter(
          (marker) =>
            marker.viewer === userScope && marker.scope === scope && marker.epoch === epoch,
        );
        // A scope that is granted later may have been adopted before its place in the log: its holder may see it.
        const isGrantedLater = markers.some(({ seq, op }) => op === 'grant' && seq > to);
        return markers.findLast(({ seq }) => seq <= to)?.op === 'revoke' && !isGrantedLater;
      })
      .map((scope) => `I6: ${scope} was sent up to ${to}, after its revocation`),
  );
}
