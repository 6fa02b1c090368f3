-- What idle resolution looks through every five minutes: the few episodes that are not finished, not all that ever were.
create index episodes_open_idx on episodes (conversation_id, number) where resolved_at is null;
