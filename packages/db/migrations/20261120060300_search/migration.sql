-- Search. `@@` is not leakproof, so under row-level security no index could serve it before the policy: these functions run as
-- the owner and repeat the filters, by organization and by inbox.

create index message_search_sv_idx on message_search using gin (sv);
create index contact_search_sv_idx on contact_search using gin (sv);

-- A request may search its own organization only.
create function search_require_own(org uuid) returns void language plpgsql stable as $$
begin
  if org is distinct from coalesce(app_org(), org) or org is null then
    raise exception 'a search in another organization' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- The newest messages that match, in the given inboxes (null: in all), with ids below `before`.
-- Plans are made for the actual words, for a common word and a rare one want different ones.
create function search_messages(org uuid, inboxes uuid[], words tsquery, most int, before uuid)
returns table (message_id uuid, conversation_id uuid) language plpgsql stable
security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  recent constant int := 5000;
begin
  perform search_require_own(org);
  -- Among the newest rows a common word has its hits at once, and there are no more of them to sort.
  return query
    select r.message_id, r.conversation_id from (
      select s.message_id, s.conversation_id, s.inbox_id, s.sv from message_search s
      where s.organization_id = org and s.message_id < before order by s.message_id desc limit recent) r
    where r.sv @@ words and (inboxes is null or r.inbox_id = any(inboxes)) order by r.message_id desc limit most;
end $$;

-- The same for words that the newest rows do not have often enough: they are rare, so all their hits are few. The
-- barrier keeps the planner off the way backward through everything.
create function search_rare_messages(org uuid, inboxes uuid[], words tsquery, most int, before uuid)
returns table (message_id uuid, conversation_id uuid) language plpgsql stable
security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  perform search_require_own(org);
  return query
    with hit as materialized (
      select s.message_id, s.conversation_id from message_search s
      where s.sv @@ words and s.organization_id = org and s.message_id < before
        and (inboxes is null or s.inbox_id = any(inboxes)))
    select hit.message_id, hit.conversation_id from hit order by hit.message_id desc limit most;
end $$;

-- Contacts that match, newest first. Who sees every inbox (null) finds a contact by all that is known of it; anybody else
-- by what its card says in an inbox of theirs, and by all of it while it has no card at all.
create function search_contacts(org uuid, inboxes uuid[], words tsquery, most int, before uuid)
returns table (contact_id uuid) language plpgsql stable
security definer set search_path = pg_catalog, public, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  perform search_require_own(org);
  return query
    with hit as materialized (
      select s.contact_id, s.scope_id from contact_search s
      where s.sv @@ words and s.organization_id = org and s.contact_id < before)
    select distinct hit.contact_id from hit join contacts c on c.id = hit.contact_id and c.deleted_at is null
    where case when inboxes is null then hit.scope_id = org
      else hit.scope_id = any(inboxes) or (hit.scope_id = org
        and not exists (select from contact_cards k where k.contact_id = hit.contact_id)) end
    order by hit.contact_id desc limit most;
end $$;

revoke execute on function search_messages, search_rare_messages, search_contacts from public;
grant execute on function search_messages, search_rare_messages, search_contacts
  to frontdesk_request, frontdesk_worker;
