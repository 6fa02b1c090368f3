-- Who wrote a conversation's last message, so that its row in a list says so without the messages being at hand.
-- To go back, start the release before: it leaves the two columns as they are.
ALTER TABLE "conversations" ADD COLUMN "last_message_author_id" UUID,
ADD COLUMN "last_message_author_kind" TEXT;

-- No conversation is newer for it: versions and times stay. Replicas are told to fetch the table again anyway, since its
-- columns have changed.
alter table conversations disable trigger sync_touch, disable trigger sync_update;
update conversations c set last_message_author_kind = m.author_kind,
    last_message_author_id = case m.author_kind when 'CUSTOMER' then null else m.author_id end
  from (select distinct on (conversation_id) conversation_id, author_kind, author_id
    from messages order by conversation_id, number desc) m
  where m.conversation_id = c.id;
alter table conversations enable trigger sync_touch, enable trigger sync_update;

create or replace function sync_schema_version() returns int immutable language sql as 'select 3';
