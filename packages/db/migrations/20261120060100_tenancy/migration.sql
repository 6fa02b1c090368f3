-- What the schema file cannot say about tenancy: references that name the organization too, checks, roles and policies.

-- ---- References. With the organization in the key, a row cannot point into another organization. ----

-- A list index's companions for ON DELETE: a reference without an index makes each delete a scan of the whole table.
create index messages_reply_to_id_idx on messages (reply_to_id) where reply_to_id is not null;
create index conversations_team_idx on conversations
  (organization_id, team_id, status, last_message_at desc, id desc) where team_id is not null;

alter table teams add foreign key (organization_id) references organizations (id);
alter table tags add foreign key (organization_id) references organizations (id);
alter table canned_replies add foreign key (organization_id) references organizations (id);
alter table inboxes add foreign key (organization_id) references organizations (id);
alter table contacts add foreign key (organization_id) references organizations (id);
alter table api_keys add foreign key (organization_id) references organizations (id);
alter table sessions add foreign key (organization_id) references organizations (id);
alter table one_time_tokens
  add foreign key (organization_id) references organizations (id),
  add foreign key (user_id) references users (id) on delete cascade;

alter table team_members add foreign key (membership_id, organization_id)
  references memberships (id, organization_id) on delete cascade;
alter table inbox_grants
  add foreign key (inbox_id, organization_id) references inboxes (id, organization_id) on delete cascade,
  add foreign key (membership_id, organization_id) references memberships (id, organization_id) on delete cascade,
  add foreign key (team_id, organization_id) references teams (id, organization_id) on delete cascade,
  add check (num_nonnulls(membership_id, team_id) = 1);
alter table contact_cards
  add foreign key (inbox_id, organization_id) references inboxes (id, organization_id),
  add foreign key (contact_id, organization_id) references contacts (id, organization_id);
alter table conversations
  add foreign key (assignee_id, organization_id) references memberships (user_id, organization_id)
    on delete set null (assignee_id),
  add foreign key (team_id, organization_id) references teams (id, organization_id)
    on delete set null (team_id);
alter table messages add foreign key (reply_to_id, organization_id)
  references messages (id, organization_id) on delete set null (reply_to_id);
alter table message_bodies add foreign key (message_id, organization_id)
  references messages (id, organization_id) on delete cascade;
alter table message_refs add foreign key (message_id, organization_id)
  references messages (id, organization_id) on delete cascade;
alter table attachment_sources add foreign key (attachment_id, organization_id)
  references attachments (id, organization_id) on delete cascade;
alter table read_states
  add foreign key (scope_id, organization_id) references memberships (id, organization_id) on delete cascade,
  add foreign key (conversation_id, organization_id) references conversations (id, organization_id) on delete cascade;
alter table notifications
  add foreign key (scope_id, organization_id) references memberships (id, organization_id) on delete cascade,
  add foreign key (conversation_id, organization_id) references conversations (id, organization_id) on delete cascade;
alter table inbound_deliveries add foreign key (inbox_id, organization_id)
  references inboxes (id, organization_id);
alter table pipeline_steps add foreign key (message_id, organization_id)
  references messages (id, organization_id) on delete cascade;
alter table receipts
  add foreign key (inbox_id, organization_id) references inboxes (id, organization_id),
  add foreign key (message_id, organization_id) references messages (id, organization_id) on delete cascade;
alter table visitors add foreign key (inbox_id, organization_id)
  references inboxes (id, organization_id) on delete cascade;
alter table contact_search add foreign key (contact_id, organization_id)
  references contacts (id, organization_id) on delete cascade;
-- A conversation that moves to another inbox takes its search rows with it.
alter table message_search
  add foreign key (message_id, organization_id) references messages (id, organization_id) on delete cascade,
  add foreign key (conversation_id, inbox_id, organization_id)
    references conversations (id, scope_id, organization_id) on delete cascade on update cascade;

-- ---- Every row's one scope, and the closed sets of values ----

alter table memberships add check (scope_id = organization_id),
  add check (role in ('OWNER', 'ADMIN', 'MANAGER', 'AGENT', 'VIEWER'));
alter table teams add check (scope_id = organization_id);
alter table team_members add check (scope_id = organization_id);
alter table tags add check (scope_id = organization_id);
alter table canned_replies add check (scope_id = organization_id);
alter table inboxes add check (scope_id = id),
  add check (health in ('ok', 'paused', 'error', 'unknown'));
alter table contact_cards add check (scope_id = inbox_id);
alter table conversations add check (scope_id = inbox_id),
  add check (status in ('OPEN', 'PENDING', 'RESOLVED', 'CLOSED', 'SPAM')),
  add check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT'));
alter table messages
  add check (direction in ('INBOUND', 'OUTBOUND')),
  add check (status in
    ('RECEIVED', 'QUEUED', 'HELD', 'SENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'UNCERTAIN', 'REVOKED')),
  add check (char_length(text) <= 8000);
alter table attachments add check (state in ('PENDING', 'READY', 'FAILED'));
alter table sends add check (state in
  ('QUEUED', 'CLAIMED', 'ACCEPTED', 'HELD', 'DEAD', 'UNCERTAIN', 'CANCELLED'));
alter table inbound_deliveries add check (state in ('STORED', 'APPLIED', 'UNPARSED', 'FAILED'));
alter table users add check (email = lower(email));

-- ---- Work that is due: small indexes over what waits, not over all that ever was ----

create index sends_due_idx on sends (next_attempt_at) where state = 'QUEUED';
create index sends_claimed_idx on sends (claimed_at) where state = 'CLAIMED';
create index inbound_deliveries_waiting_idx on inbound_deliveries (inbox_id, seq) where state = 'STORED';
create index inbound_deliveries_unclear_idx on inbound_deliveries
  (organization_id, seq desc) where state in ('UNPARSED', 'FAILED');
create index conversations_snoozed_idx on conversations (snoozed_until) where snoozed_until is not null;
create index attachment_sources_due_idx on attachment_sources (next_attempt_at) where next_attempt_at is not null;

-- ---- Roles. Requests pass row-level security; workers pass it too, yet name the organization themselves. ----

do $$
declare
  names constant text[] := array['frontdesk_request', 'frontdesk_worker', 'frontdesk_system'];
  commands text[];
  command text;
begin
  -- Roles belong to the whole server: another of its databases may have made them, or be making them at this moment.
  select array_agg(c order by step) into commands from (
    select 1, format('create role %I nologin', n) from unnest(names) n where to_regrole(n) is null
    union all
    select 2, 'grant frontdesk_worker to frontdesk_system'
      where not coalesce(pg_has_role(to_regrole('frontdesk_system'), to_regrole('frontdesk_worker'), 'member'), false)
    union all
    -- This user owns the tables and the definer functions, so it must hold the worker's policies: "usage" is inherited.
    select 3, format('grant %I to %I', n, current_user) from unnest(names) n
      where not coalesce(pg_has_role(current_user, to_regrole(n), 'usage'), false)
  ) as todo (step, c);
  foreach command in array coalesce(commands, '{}') loop
    begin
      execute command;
    exception
      when duplicate_object or unique_violation or internal_error then null; -- the other one was faster
      when insufficient_privilege then
        raise exception 'the database user "%" may not create or grant roles', current_user using
          hint = format('As an administrator run: %s;', array_to_string(commands, '; '));
    end;
  end loop;
  if not pg_has_role(current_user, 'frontdesk_worker', 'usage') then
    raise exception 'the database user "%" must inherit from frontdesk_worker', current_user using
      hint = format('As an administrator run: alter role %I inherit;', current_user);
  end if;
end $$;

grant usage on schema public to frontdesk_request, frontdesk_worker;

-- The organization of this transaction, null outside of one. '' is what SET LOCAL leaves behind on a pooled connection.
create function app_org() returns uuid language sql stable as
  $$ select nullif(current_setting('app.org', true), '')::uuid $$;

-- Puts a table under row-level security. `org` is its column with the organization's id. Every new tenant table calls it.
create function tenant_table(target regclass, org name default 'organization_id', request_may text default
  'select, insert, update, delete') returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  -- As a sub-select it is evaluated once for each query instead of once for each row.
  execute format('create policy request on %s to frontdesk_request
    using (%I = (select app_org())) with check (%I = (select app_org()))', target, org, org);
  execute format('create policy worker on %s to frontdesk_worker using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to frontdesk_worker', target);
  if request_may <> '' then
    execute format('grant %s on %s to frontdesk_request', request_may, target);
  end if;
end $$;

select tenant_table(t::regclass) from unnest(array[
  'memberships', 'teams', 'team_members', 'tags', 'canned_replies', 'api_keys',
  'inboxes', 'inbox_grants', 'send_rates', 'contacts', 'channel_identities', 'contact_tags', 'contact_cards',
  'conversations', 'messages', 'message_bodies', 'message_refs', 'notes', 'attachments', 'attachment_sources',
  'conversation_tags', 'timeline_events', 'episodes', 'read_states', 'notifications',
  'inbound_deliveries', 'pipeline_steps', 'outbox', 'sends', 'receipts', 'visitors', 'message_search', 'contact_search'
]) t;
select tenant_table('organizations', 'id', 'select, update');
select tenant_table('audit_log', 'organization_id', 'select, insert');
revoke update, delete on audit_log from frontdesk_worker;

-- Sealed credentials and sign-in: no request reaches them but through the system role.
select tenant_table('inbox_credentials', 'organization_id', '');
select tenant_table('sessions', 'organization_id', '');
select tenant_table('one_time_tokens', 'organization_id', '');
revoke all on sessions, one_time_tokens from frontdesk_worker;
grant select, insert, update, delete on
  users, user_mfa, sessions, refresh_tokens, one_time_tokens, signing_keys to frontdesk_system;

-- A member list shows whose membership it is, and nothing else of the user.
alter table users enable row level security, force row level security;
create policy request on users for select to frontdesk_request
  using (exists (select from memberships m where m.user_id = users.id));
create policy worker on users to frontdesk_worker using (true) with check (true);
grant select (id, email, name, locale, created_at, updated_at) on users to frontdesk_request, frontdesk_worker;

grant usage on all sequences in schema public to frontdesk_request, frontdesk_worker;
