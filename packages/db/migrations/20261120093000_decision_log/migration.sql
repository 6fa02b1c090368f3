-- The decision log: what was read and what was done about it, newest first, by what it can be narrowed to.
-- To go back, start the release before: it does without these indexes.
CREATE INDEX "classifications_scope_id_created_at_id_idx" ON "classifications"("scope_id", "created_at" DESC, "id" DESC);
CREATE INDEX "sop_runs_scope_id_created_at_id_idx" ON "sop_runs"("scope_id", "created_at" DESC, "id" DESC);
CREATE INDEX "sop_runs_organization_id_state_created_at_id_idx" ON "sop_runs"("organization_id", "state", "created_at" DESC, "id" DESC);

DROP INDEX "sop_runs_sop_id_idx";
CREATE INDEX "sop_runs_sop_id_created_at_id_idx" ON "sop_runs"("sop_id", "created_at" DESC, "id" DESC);

drop index classifications_intent_idx;
create index classifications_intent_idx on classifications (intent_id, created_at desc, id desc) where intent_id is not null;
create index classifications_corrected_idx on classifications (organization_id, created_at desc, id desc) where corrected_at is not null;
