-- Reading the message: intents and their examples, the reader, classifications, procedures with their versions and runs,
-- outgoing webhooks, language models and what they cost. To go back, start the release before: it fills none of these.
-- AlterTable
ALTER TABLE "conversations" ADD COLUMN     "ai_run_id" UUID,
ADD COLUMN     "intent_confidence" DOUBLE PRECISION,
ADD COLUMN     "intent_id" UUID;

-- CreateTable
CREATE TABLE "intents" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "example_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "intents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "intent_examples" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "intent_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "text_hash" BYTEA NOT NULL,
    "message_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "intent_examples_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reader_models" (
    "organization_id" UUID NOT NULL,
    "wanted" INTEGER NOT NULL DEFAULT 0,
    "trained" INTEGER NOT NULL DEFAULT 0,
    "bytes" BYTEA,
    "metrics" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT,
    "trained_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reader_models_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "sops" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "intent_id" UUID,
    "keywords" TEXT[],
    "priority" INTEGER NOT NULL DEFAULT 0,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "autonomy" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "minutes_saved" INTEGER NOT NULL DEFAULT 0,
    "runs_ended" INTEGER NOT NULL DEFAULT 0,
    "runs_done" INTEGER NOT NULL DEFAULT 0,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sop_versions" (
    "sop_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "organization_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "intent_id" UUID,
    "keywords" TEXT[],
    "steps" TEXT[],
    "actions" JSONB NOT NULL,
    "autonomy" TEXT NOT NULL,
    "author_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sop_versions_pkey" PRIMARY KEY ("sop_id","version")
);

-- CreateTable
CREATE TABLE "classifications" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "intent_id" UUID,
    "confidence" DOUBLE PRECISION NOT NULL,
    "alternatives" JSONB NOT NULL DEFAULT '[]',
    "language" TEXT,
    "urgency" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "ms" INTEGER NOT NULL,
    "read_intent_id" UUID,
    "corrected_by_id" UUID,
    "corrected_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "classifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sop_runs" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "sop_id" UUID NOT NULL,
    "sop_version" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "guide" TEXT[],
    "score" DOUBLE PRECISION NOT NULL,
    "because" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "autonomy" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "minutes_saved" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sop_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sop_run_steps" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "action" TEXT NOT NULL,
    "input" JSONB NOT NULL DEFAULT '{}',
    "autonomy" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "result" JSONB,
    "error" TEXT,
    "approved_by_id" UUID,
    "approved_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "sop_run_steps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outgoing_webhooks" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "outgoing_webhooks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_calls" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "webhook_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "event" TEXT NOT NULL,
    "body" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" INTEGER,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ai_providers" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT,
    "model" TEXT NOT NULL,
    "api_key" BYTEA,
    "timeout_ms" INTEGER NOT NULL DEFAULT 4000,
    "json_schema" BOOLEAN NOT NULL DEFAULT true,
    "input_price" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "output_price" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "priority" INTEGER NOT NULL DEFAULT 0,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "last_ok_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "last_error_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ai_providers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ai_budgets" (
    "organization_id" UUID NOT NULL,
    "daily_limit" BIGINT NOT NULL DEFAULT 5000000,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "ai_budgets_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "ai_spend" (
    "organization_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "spent" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ai_spend_pkey" PRIMARY KEY ("organization_id","day")
);

-- CreateTable
CREATE TABLE "ai_calls" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "provider_id" UUID,
    "provider" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "message_id" UUID,
    "input_tokens" INTEGER NOT NULL DEFAULT 0,
    "output_tokens" INTEGER NOT NULL DEFAULT 0,
    "cost" BIGINT NOT NULL DEFAULT 0,
    "ms" INTEGER NOT NULL,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ai_calls_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "intents_organization_id_name_key" ON "intents"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "intents_id_organization_id_key" ON "intents"("id", "organization_id");

-- CreateIndex
CREATE INDEX "intent_examples_message_id_idx" ON "intent_examples"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "intent_examples_organization_id_intent_id_text_hash_key" ON "intent_examples"("organization_id", "intent_id", "text_hash");

-- CreateIndex
CREATE INDEX "sops_organization_id_idx" ON "sops"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "sops_id_organization_id_key" ON "sops"("id", "organization_id");

-- CreateIndex
CREATE INDEX "sop_versions_organization_id_idx" ON "sop_versions"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "classifications_message_id_key" ON "classifications"("message_id");

-- CreateIndex
CREATE INDEX "classifications_conversation_id_number_idx" ON "classifications"("conversation_id", "number");

-- CreateIndex
CREATE INDEX "classifications_organization_id_created_at_id_idx" ON "classifications"("organization_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "sop_runs_message_id_sop_id_key" ON "sop_runs"("message_id", "sop_id");

-- CreateIndex
CREATE INDEX "sop_runs_conversation_id_number_idx" ON "sop_runs"("conversation_id", "number");

-- CreateIndex
CREATE INDEX "sop_runs_organization_id_created_at_id_idx" ON "sop_runs"("organization_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "sop_runs_sop_id_idx" ON "sop_runs"("sop_id");

-- CreateIndex
CREATE UNIQUE INDEX "sop_runs_id_organization_id_key" ON "sop_runs"("id", "organization_id");

-- CreateIndex
CREATE INDEX "sop_run_steps_conversation_id_idx" ON "sop_run_steps"("conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "sop_run_steps_run_id_position_key" ON "sop_run_steps"("run_id", "position");

-- CreateIndex
CREATE INDEX "outgoing_webhooks_organization_id_idx" ON "outgoing_webhooks"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "outgoing_webhooks_id_organization_id_key" ON "outgoing_webhooks"("id", "organization_id");

-- CreateIndex
CREATE INDEX "webhook_calls_conversation_id_idx" ON "webhook_calls"("conversation_id");

-- CreateIndex
CREATE INDEX "webhook_calls_webhook_id_idx" ON "webhook_calls"("webhook_id");

-- CreateIndex
CREATE INDEX "ai_providers_organization_id_priority_idx" ON "ai_providers"("organization_id", "priority");

-- CreateIndex
CREATE UNIQUE INDEX "ai_providers_id_organization_id_key" ON "ai_providers"("id", "organization_id");

-- CreateIndex
CREATE INDEX "ai_calls_organization_id_created_at_id_idx" ON "ai_calls"("organization_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ai_calls_message_id_idx" ON "ai_calls"("message_id");

-- AddForeignKey
ALTER TABLE "intent_examples" ADD CONSTRAINT "intent_examples_intent_id_organization_id_fkey" FOREIGN KEY ("intent_id", "organization_id") REFERENCES "intents"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sop_versions" ADD CONSTRAINT "sop_versions_sop_id_organization_id_fkey" FOREIGN KEY ("sop_id", "organization_id") REFERENCES "sops"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "classifications" ADD CONSTRAINT "classifications_conversation_id_scope_id_organization_id_fkey" FOREIGN KEY ("conversation_id", "scope_id", "organization_id") REFERENCES "conversations"("id", "scope_id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sop_runs" ADD CONSTRAINT "sop_runs_conversation_id_scope_id_organization_id_fkey" FOREIGN KEY ("conversation_id", "scope_id", "organization_id") REFERENCES "conversations"("id", "scope_id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sop_run_steps" ADD CONSTRAINT "sop_run_steps_conversation_id_scope_id_organization_id_fkey" FOREIGN KEY ("conversation_id", "scope_id", "organization_id") REFERENCES "conversations"("id", "scope_id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sop_run_steps" ADD CONSTRAINT "sop_run_steps_run_id_organization_id_fkey" FOREIGN KEY ("run_id", "organization_id") REFERENCES "sop_runs"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_calls" ADD CONSTRAINT "webhook_calls_webhook_id_organization_id_fkey" FOREIGN KEY ("webhook_id", "organization_id") REFERENCES "outgoing_webhooks"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- References that name the organization, each with its index ----

alter table intents add foreign key (organization_id) references organizations (id);
alter table reader_models add foreign key (organization_id) references organizations (id);
alter table outgoing_webhooks add foreign key (organization_id) references organizations (id);
alter table ai_providers add foreign key (organization_id) references organizations (id);
alter table ai_budgets add foreign key (organization_id) references organizations (id);
alter table ai_spend add foreign key (organization_id) references organizations (id);
alter table ai_calls
  add foreign key (organization_id) references organizations (id),
  add foreign key (provider_id, organization_id) references ai_providers (id, organization_id) on delete set null (provider_id);
create index ai_calls_provider_idx on ai_calls (provider_id);
alter table sops
  add foreign key (organization_id) references organizations (id),
  add foreign key (intent_id, organization_id) references intents (id, organization_id) on delete set null (intent_id);
create index sops_intent_idx on sops (intent_id) where intent_id is not null;
alter table classifications
  add foreign key (message_id, organization_id) references messages (id, organization_id) on delete cascade,
  add foreign key (intent_id, organization_id) references intents (id, organization_id) on delete set null (intent_id),
  add foreign key (read_intent_id, organization_id) references intents (id, organization_id) on delete set null (read_intent_id);
create index classifications_intent_idx on classifications (intent_id) where intent_id is not null;
create index classifications_read_intent_idx on classifications (read_intent_id) where read_intent_id is not null;
alter table sop_runs
  add foreign key (message_id, organization_id) references messages (id, organization_id) on delete cascade,
  add foreign key (sop_id, organization_id) references sops (id, organization_id);
alter table conversations
  add foreign key (intent_id, organization_id) references intents (id, organization_id) on delete set null (intent_id),
  add foreign key (ai_run_id, organization_id) references sop_runs (id, organization_id) on delete set null (ai_run_id);
create index conversations_intent_idx on conversations (intent_id) where intent_id is not null;
create index conversations_ai_run_idx on conversations (ai_run_id) where ai_run_id is not null;
alter table webhook_calls add foreign key (conversation_id, organization_id)
  references conversations (id, organization_id) on delete cascade;

-- ---- Scopes and the closed sets of values ----

alter table intents add check (scope_id = organization_id), add check (name ~ '^[a-z0-9][a-z0-9_]{0,79}$');
alter table sops add check (scope_id = organization_id),
  add check (autonomy in ('off', 'suggest', 'approve', 'auto'));
alter table classifications
  add check (confidence between 0 and 1),
  add check (urgency in ('LOW', 'NORMAL', 'HIGH', 'URGENT'));
alter table sop_runs
  add check (autonomy in ('suggest', 'approve', 'auto')),
  add check (state in ('PROPOSED', 'RUNNING', 'DONE', 'STOPPED', 'FAILED', 'DISMISSED'));
alter table sop_run_steps
  add check (autonomy in ('suggest', 'approve', 'auto')),
  add check (state in ('WAITING', 'PROPOSED', 'BLOCKED', 'RUNNING', 'DONE', 'SKIPPED', 'FAILED', 'STOPPED'));
-- A person, the AI, or nobody.
alter table conversations add constraint conversations_one_owner check (ai_run_id is null or assignee_id is null),
  add check (intent_confidence between 0 and 1);
alter table webhook_calls add check (state in ('QUEUED', 'DONE', 'FAILED', 'CANCELLED'));
alter table ai_providers add check (kind in ('openai', 'anthropic', 'compatible'));
alter table ai_budgets add check (daily_limit >= 0);
alter table ai_spend add check (reserved >= 0 and spent >= 0);

-- ---- Work that is due ----

create index sop_runs_running_idx on sop_runs (conversation_id) where state = 'RUNNING';
create index webhook_calls_due_idx on webhook_calls (next_attempt_at) where state = 'QUEUED';
create index reader_models_due_idx on reader_models (organization_id) where wanted > trained;

-- ---- Who may reach them ----

select tenant_table(t::regclass) from unnest(array[
  'intents', 'intent_examples', 'sops', 'sop_versions', 'classifications', 'sop_runs', 'sop_run_steps', 'webhook_calls',
  'ai_budgets'
]) t;
select tenant_table('reader_models', 'organization_id', 'select, insert, update');
select tenant_table('ai_calls', 'organization_id', 'select');
select tenant_table('ai_spend', 'organization_id', 'select');
-- Sealed keys and secrets stand in them: requests see the rest of a webhook, and nothing of a provider.
select tenant_table('outgoing_webhooks', 'organization_id', '');
grant select (id, organization_id, name, url, deleted_at, created_at, updated_at, rev) on outgoing_webhooks to frontdesk_request;
select tenant_table('ai_providers', 'organization_id', '');
grant usage on all sequences in schema public to frontdesk_request, frontdesk_worker;

create or replace function sync_schema_version() returns int immutable language sql as 'select 2';
select sync_capture(t) from unnest(array['intents', 'sops', 'classifications', 'sop_runs', 'sop_run_steps']) t;
