-- Documents that people write together: updates numbered without a gap, and snapshots of them.
-- To go back, start the release before: it does without these tables.
-- CreateTable
CREATE TABLE "documents" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "conversation_id" UUID,
    "head" BIGINT NOT NULL DEFAULT 0,
    "compacted" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "documents_pkey" PRIMARY KEY ("organization_id","name")
);

-- CreateTable
CREATE TABLE "document_updates" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "data" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_updates_pkey" PRIMARY KEY ("organization_id","name","n")
);

-- CreateTable
CREATE TABLE "document_snapshots" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "upto" BIGINT NOT NULL,
    "data" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "document_snapshots_pkey" PRIMARY KEY ("organization_id","name","upto")
);

-- CreateIndex
CREATE INDEX "documents_conversation_id_idx" ON "documents"("conversation_id");

-- AddForeignKey
ALTER TABLE "document_updates" ADD CONSTRAINT "document_updates_organization_id_name_fkey" FOREIGN KEY ("organization_id", "name") REFERENCES "documents"("organization_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "document_snapshots" ADD CONSTRAINT "document_snapshots_organization_id_name_fkey" FOREIGN KEY ("organization_id", "name") REFERENCES "documents"("organization_id", "name") ON DELETE CASCADE ON UPDATE CASCADE;

select tenant_table('documents');
select tenant_table('document_updates');
select tenant_table('document_snapshots');
alter table documents
  add foreign key (organization_id) references organizations (id) on delete cascade,
  -- A conversation that moves to another inbox takes its documents along.
  add foreign key (conversation_id, scope_id, organization_id)
    references conversations (id, scope_id, organization_id) on delete cascade on update cascade,
  add check ((conversation_id is null) = (scope_id = organization_id)),
  add check (head >= 0),
  add check (length(name) between 5 and 64);
alter table document_updates add check (n > 0);
-- Words do not compress among so few others, and are read whole.
alter table document_updates alter column data set storage external;
alter table document_snapshots alter column data set storage external;
-- What waits for compaction.
create index documents_uncompacted_idx on documents (updated_at) where head > compacted;
