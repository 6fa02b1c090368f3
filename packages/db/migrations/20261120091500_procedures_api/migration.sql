-- What a procedure is for, in its author's words; of each version, like its steps.
-- To go back, start the release before: it leaves the column at its default.
ALTER TABLE "sop_versions" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';

-- A webhook's newest call.
DROP INDEX "webhook_calls_webhook_id_idx";
CREATE INDEX "webhook_calls_webhook_id_created_at_id_idx" ON "webhook_calls"("webhook_id", "created_at" DESC, "id" DESC);
