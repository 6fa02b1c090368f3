-- The templates that an inbox's vendor has approved, as it listed them last.
-- To go back, start the release before: it does without this table.
CREATE TABLE "inbox_templates" (
    "inbox_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "templates" JSONB NOT NULL,
    "others" INTEGER NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inbox_templates_pkey" PRIMARY KEY ("inbox_id")
);
CREATE INDEX "inbox_templates_organization_id_idx" ON "inbox_templates"("organization_id");
CREATE UNIQUE INDEX "inbox_templates_inbox_id_organization_id_key" ON "inbox_templates"("inbox_id", "organization_id");
ALTER TABLE "inbox_templates" ADD CONSTRAINT "inbox_templates_inbox_id_organization_id_fkey" FOREIGN KEY ("inbox_id", "organization_id") REFERENCES "inboxes"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a reply may be made of is the vendor's word, not a request's: requests read it.
select tenant_table('inbox_templates', 'organization_id', 'select');
