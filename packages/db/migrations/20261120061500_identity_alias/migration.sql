-- A vendor may name one customer by several keys (WhatsApp: the number, and a user id that outlives it). Each key is a row;
-- those after the first point at it, so that whichever the next message carries, it lands in the same conversation.
ALTER TABLE "channel_identities" ADD COLUMN     "alias_of" UUID;

alter table channel_identities add foreign key (alias_of, organization_id)
  references channel_identities (id, organization_id) on delete cascade;
create index channel_identities_alias_idx on channel_identities (alias_of) where alias_of is not null;
