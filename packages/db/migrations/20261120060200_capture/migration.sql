-- The change log: triggers on every synced table stage what a transaction writes; a deferred trigger moves it into the log
-- inside COMMIT, under the workspace's counter. So every writer is captured, `seq` is dense, and its order is that of commits.
--
-- Capture functions are SECURITY DEFINER with a fixed search_path: a writer needs no rights on these tables and cannot
-- put its own in front of them. Times in a row's image are in UTC, whatever the writer's session says.

create function sync_schema_version() returns int immutable language sql as 'select 1'; -- SCHEMA_VERSION of core

create table sync_workspace (
  workspace_id uuid primary key,
  epoch uuid not null default gen_random_uuid(),
  head bigint not null default 0,
  floor bigint not null default 0, -- the log holds what is above
  tag uuid not null default gen_random_uuid(), -- of head
  last_at timestamptz not null default '-infinity'
) with (fillfactor = 20); -- updated at each commit: room for HOT

-- Unlogged: rows never outlive their transaction.
create unlogged table sync_stage (
  xid xid8 not null default pg_current_xact_id(),
  idx bigint generated always as identity,
  workspace_id uuid not null,
  scope_id uuid not null,
  entity text not null,
  entity_id uuid,
  op text not null check (op in ('U', 'D', 'X', 'refetch', 'result', 'grant', 'revoke')),
  row jsonb,
  replica_id uuid,
  mid bigint,
  uid text
) with (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0);
create index sync_stage_xid_idx on sync_stage (xid);

-- One row for each transaction that has staged something; it carries the only deferred trigger, so that a statement of
-- many rows queues one event and not as many.
create unlogged table sync_mark (xid xid8 primary key default pg_current_xact_id())
  with (autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0);

-- Dense by (workspace_id, seq), all of one transaction under one seq, applied whole.
create table sync_change (
  workspace_id uuid not null,
  seq bigint not null,
  idx int not null,
  scope_id uuid not null,
  entity text not null,
  entity_id uuid, -- null on a refetch marker
  op text not null,
  row jsonb, -- with U: the row's image; with a marker: what it says
  schema_version int not null,
  tag uuid not null, -- random for each transaction: a restored database that grows past a cursor is noticed by it
  replica_id uuid,
  mid bigint,
  uid text,
  at timestamptz not null, -- never runs backwards against seq
  primary key (workspace_id, seq, idx, at)
) partition by range (at);
-- A commit never fails for a missing month.
create table sync_change_default partition of sync_change default;

create function sync_add_partition(month timestamptz) returns boolean language plpgsql
set timezone = 'UTC' set search_path = pg_catalog, public, pg_temp as $$
declare
  lower_bound constant timestamptz := date_trunc('month', month);
  upper_bound constant timestamptz := lower_bound + interval '1 month';
  name constant text := 'sync_change_' || to_char(lower_bound, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return false; end if;
  -- Rows of a month that was missing wait in the default partition; nobody may add one while they move.
  lock table public.sync_change_default in access exclusive mode;
  execute format('create table public.%I (like public.sync_change including all)', name);
  execute format('with moved as (delete from public.sync_change_default where at >= %L and at < %L returning *)
    insert into public.%I select * from moved', lower_bound, upper_bound, name);
  execute format('alter table public.sync_change attach partition public.%I for values from (%L) to (%L)',
    name, lower_bound, upper_bound);
  return true;
end $$;

create function sync_flush() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  most constant int := 5000;
  staged record;
  taken record;
begin
  -- First, so that a write after SET CONSTRAINTS … IMMEDIATE makes a new mark and is flushed under a second seq.
  delete from sync_mark where xid = new.xid;
  -- Heads are locked in one order by everybody.
  for staged in
    select workspace_id, count(*) as rows from sync_stage where xid = new.xid group by workspace_id order by workspace_id
  loop
    if staged.rows > most then
      raise exception 'one transaction changed % synced rows, more than %', staged.rows, most using
        errcode = 'program_limit_exceeded',
        hint = 'Write in batches, or declare it: set_config(''frontdesk.bulk'', ''refetch'', true).';
    end if;
    update sync_workspace
      set head = head + 1, tag = gen_random_uuid(), last_at = greatest(clock_timestamp(), last_at)
      where workspace_id = staged.workspace_id returning head, tag, last_at into taken;
    if not found then raise exception 'no workspace % in sync_workspace', staged.workspace_id; end if;
    insert into sync_change
      (workspace_id, seq, idx, scope_id, entity, entity_id, op, row, schema_version, tag, replica_id, mid, uid, at)
      select workspace_id, taken.head, row_number() over (order by idx), scope_id, entity, entity_id, op, row,
        sync_schema_version(), taken.tag, replica_id, mid, uid, taken.last_at
      from sync_stage where xid = new.xid and workspace_id = staged.workspace_id;
  end loop;
  delete from sync_stage where xid = new.xid;
  return null;
end $$;

create constraint trigger sync_flush after insert on sync_mark
  deferrable initially deferred for each row execute function sync_flush();

-- Under REPEATABLE READ nearly every writer would fail at COMMIT on the counter.
create function sync_require_read_committed() returns void language plpgsql as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'synced tables are written under READ COMMITTED only, not %',
      upper(current_setting('transaction_isolation')) using errcode = 'invalid_transaction_state';
  end if;
end $$;

-- Is this transaction a declared bulk write, which logs "fetch this again" instead of its rows?
create function sync_is_bulk() returns boolean stable language sql as
  $$ select coalesce(current_setting('frontdesk.bulk', true), '') = 'refetch' $$;

create function sync_stage_refetch(target text, workspaces uuid[], scopes uuid[]) returns void language sql
set search_path = pg_catalog, public, pg_temp as $$
  insert into sync_stage (workspace_id, scope_id, entity, op)
    select distinct w, s, target, 'refetch' from unnest(workspaces, scopes) as touched (w, s)
    where not exists (select from sync_stage t
      where t.xid = pg_current_xact_id() and t.op = 'refetch' and t.scope_id = s and t.entity = target)
$$;

create function sync_insert() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
begin
  if not exists (select from newt) then return null; end if;
  perform sync_require_read_committed();
  if sync_is_bulk() then
    perform sync_stage_refetch(tg_table_name, array_agg(organization_id), array_agg(scope_id)) from newt;
  else
    insert into sync_stage (workspace_id, scope_id, entity, entity_id, op, row)
      select organization_id, scope_id, tg_table_name, id, 'U', to_jsonb(n) from newt n;
  end if;
  insert into sync_mark default values on conflict do nothing; -- after the rows
  return null;
end $$;

create function sync_update() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp set timezone = 'UTC' as $$
begin
  if not exists (select from newt) then return null; end if;
  perform sync_require_read_committed();
  if sync_is_bulk() then
    perform sync_stage_refetch(tg_table_name, array_agg(organization_id), array_agg(scope_id))
      from (select organization_id, scope_id from oldt union all select organization_id, scope_id from newt) touched;
  else
    -- A row that moves leaves its old scope before it appears in the new one, under the same seq.
    insert into sync_stage (workspace_id, scope_id, entity, entity_id, op)
      select o.organization_id, o.scope_id, tg_table_name, o.id, 'X'
      from oldt o join newt n using (id) where o.scope_id <> n.scope_id;
    insert into sync_stage (workspace_id, scope_id, entity, entity_id, op, row)
      select organization_id, scope_id, tg_table_name, id, 'U', to_jsonb(n) from newt n;
  end if;
  insert into sync_mark default values on conflict do nothing;
  return null;
end $$;

create function sync_delete() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not exists (select from oldt) then return null; end if;
  perform sync_require_read_committed();
  if sync_is_bulk() then
    perform sync_stage_refetch(tg_table_name, array_agg(organization_id), array_agg(scope_id)) from oldt;
  else
    insert into sync_stage (workspace_id, scope_id, entity, entity_id, op)
      select organization_id, scope_id, tg_table_name, id, 'D' from oldt;
  end if;
  insert into sync_mark default values on conflict do nothing;
  return null;
end $$;

create function sync_refuse_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'TRUNCATE of % would not reach the change log: use DELETE', tg_table_name;
end $$;

-- Counts a row's versions, keeps who it is, and dates updates that forgot to.
create function sync_touch() returns trigger language plpgsql as $$
begin
  if new.id <> old.id or new.organization_id <> old.organization_id then
    raise exception 'a row of % may not change its id or its organization', tg_table_name;
  end if;
  new.rev := old.rev + 1;
  if new.updated_at = old.updated_at then new.updated_at := clock_timestamp(); end if;
  return new;
end $$;

-- Makes a table replicate. It has id, organization_id, scope_id, updated_at and rev, and only columns that each member of a
-- row's scope may read (core's list of columns says which; a test compares them).
create function sync_capture(target name) returns void language plpgsql as $$
begin
  execute format('create trigger sync_touch before update on %I for each row execute function sync_touch()', target);
  execute format('create trigger sync_insert after insert on %I referencing new table as newt
    for each statement execute function sync_insert()', target);
  execute format('create trigger sync_update after update on %I referencing old table as oldt new table as newt
    for each statement execute function sync_update()', target);
  execute format('create trigger sync_delete after delete on %I referencing old table as oldt
    for each statement execute function sync_delete()', target);
  execute format('create trigger sync_truncate before truncate on %I
    for each statement execute function sync_refuse_truncate()', target);
  execute format('alter table %I add constraint %I check (pg_column_size(%I.*) <= 65536)',
    target, target || '_row_size', target);
end $$;

select sync_capture(t) from unnest(array[
  'memberships', 'teams', 'team_members', 'tags', 'canned_replies', 'inboxes', 'contact_cards', 'conversations',
  'messages', 'notes', 'attachments', 'conversation_tags', 'timeline_events', 'read_states', 'notifications'
]) t;

create function sync_begin_workspace() returns trigger language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into sync_workspace (workspace_id) values (new.id);
  return null;
end $$;
create trigger sync_begin_workspace after insert on organizations
  for each row execute function sync_begin_workspace();
insert into sync_workspace (workspace_id) select id from organizations;

-- Puts a result, a grant, a revocation or a refetch marker into this transaction's part of the log.
create function sync_stage_marker(
  workspace uuid, scope uuid, marker text, target text, target_id uuid, says jsonb,
  replica uuid default null, mutation_id bigint default null, mutation_uid text default null
) returns void language plpgsql
security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform sync_require_read_committed();
  -- A request may speak for its own organization only.
  if workspace <> coalesce(app_org(), workspace) then
    raise exception 'a marker for another organization' using errcode = 'insufficient_privilege';
  end if;
  if marker not in ('refetch', 'result', 'grant', 'revoke') then
    raise exception 'not a marker: %', marker;
  end if;
  insert into sync_stage (workspace_id, scope_id, entity, entity_id, op, row, replica_id, mid, uid)
    values (workspace, scope, target, target_id, marker, says, replica, mutation_id, mutation_uid);
  insert into sync_mark default values on conflict do nothing;
end $$;
-- Markers are the transaction's own, never a query's: nobody but our roles may call it.
revoke execute on function sync_stage_marker from public;
grant execute on function sync_stage_marker to frontdesk_request, frontdesk_worker;

-- Tells every replica to fetch an entity again: the migration runner calls it when a synced table's columns changed.
create function sync_refetch_entity(target text) returns void language sql as $$
  select sync_stage_marker(workspace_id, workspace_id, 'refetch', target, null, null) from sync_workspace
$$;

-- ---- Replicas and what came of their mutations ----

create table sync_replica (
  replica_id uuid primary key,
  workspace_id uuid not null references organizations (id) on delete cascade,
  user_id uuid not null references users (id) on delete cascade,
  last_mid bigint not null default 0, -- consumed up to here
  last_seen timestamptz not null default now(),
  created_at timestamptz not null default now()
);
create index sync_replica_user_idx on sync_replica (user_id);
create index sync_replica_seen_idx on sync_replica (last_seen);

create table sync_result (
  workspace_id uuid not null references organizations (id) on delete cascade,
  uid text not null check (char_length(uid) <= 200),
  user_id uuid references users (id) on delete cascade, -- null: a job's
  replica_id uuid,
  mid bigint,
  status text not null check (status in ('applied', 'rejected', 'needs_look', 'quarantined')),
  code text,
  message text,
  data jsonb check (pg_column_size(data) <= 32768),
  at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, uid),
  unique (replica_id, mid)
);
create index sync_result_user_idx on sync_result (user_id);
create index sync_result_at_idx on sync_result (at);

-- A mutation that a replica pushed again under another number, after it was cloned or restored.
create table sync_adoption (
  replica_id uuid not null references sync_replica (replica_id) on delete cascade,
  mid bigint not null,
  workspace_id uuid not null,
  uid text not null,
  primary key (replica_id, mid),
  foreign key (workspace_id, uid) references sync_result (workspace_id, uid) on delete cascade
);
create index sync_adoption_result_idx on sync_adoption (workspace_id, uid);

create function sync_refuse_update() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed', tg_table_name;
end $$;
create trigger immutable before update on sync_result for each row execute function sync_refuse_update();

select tenant_table('sync_replica', 'workspace_id', 'select, insert, update');
select tenant_table('sync_result', 'workspace_id', 'select, insert');
select tenant_table('sync_adoption', 'workspace_id', 'select, insert');

alter table sync_workspace enable row level security;
create policy request on sync_workspace for select to frontdesk_request using (workspace_id = (select app_org()));
create policy worker on sync_workspace for select to frontdesk_worker using (true);
grant select on sync_workspace to frontdesk_request, frontdesk_worker;
grant select on sync_change to frontdesk_worker;

-- Where this database runs, to notice that it was restored or moved (an epoch is minted then).
create table sync_cluster (
  only_row boolean primary key default true check (only_row),
  system_identifier bigint not null,
  timeline int not null,
  at timestamptz not null default now()
);

select sync_add_partition(now() + make_interval(months => m)) from generate_series(0, 2) m;

-- Who sees which inbox: OWNER and ADMIN all of them, the others what they or their teams were granted.
create view inbox_access with (security_invoker = true) as
  select m.organization_id, m.id as membership_id, i.id as inbox_id
    from memberships m join inboxes i using (organization_id)
    where m.active and m.role in ('OWNER', 'ADMIN')
  union
  select m.organization_id, m.id, g.inbox_id
    from memberships m join inbox_grants g on g.membership_id = m.id where m.active
  union
  select m.organization_id, m.id, g.inbox_id
    from memberships m join team_members t on t.membership_id = m.id join inbox_grants g on g.team_id = t.team_id
    where m.active;
grant select on inbox_access to frontdesk_request, frontdesk_worker;
