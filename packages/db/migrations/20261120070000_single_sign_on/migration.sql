-- Signing in at an organization's own OpenID Connect provider.
-- A session that began there opens nothing but that organization: its admins say who somebody is, for themselves only.
ALTER TABLE "sessions" ADD COLUMN     "pinned" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "sso_connections" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret" BYTEA NOT NULL,
    "enforced" BOOLEAN NOT NULL DEFAULT false,
    "for_owners" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_connections_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "sso_domains" (
    "domain" TEXT NOT NULL,
    "connection_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,

    CONSTRAINT "sso_domains_pkey" PRIMARY KEY ("domain")
);
CREATE TABLE "sso_identities" (
    "connection_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sso_identities_pkey" PRIMARY KEY ("connection_id","issuer","subject")
);

CREATE UNIQUE INDEX "sso_connections_organization_id_key" ON "sso_connections"("organization_id");
CREATE UNIQUE INDEX "sso_connections_id_organization_id_key" ON "sso_connections"("id", "organization_id");
CREATE INDEX "sso_domains_connection_id_idx" ON "sso_domains"("connection_id");
CREATE INDEX "sso_identities_user_id_idx" ON "sso_identities"("user_id");
CREATE UNIQUE INDEX "sso_identities_connection_id_issuer_user_id_key" ON "sso_identities"("connection_id", "issuer", "user_id");

ALTER TABLE "sso_domains" ADD CONSTRAINT "sso_domains_connection_id_organization_id_fkey" FOREIGN KEY ("connection_id", "organization_id") REFERENCES "sso_connections"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_connection_id_organization_id_fkey" FOREIGN KEY ("connection_id", "organization_id") REFERENCES "sso_connections"("id", "organization_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sso_identities" ADD CONSTRAINT "sso_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
alter table sso_connections add foreign key (organization_id) references organizations (id);
alter table sso_domains add check (domain = lower(domain));

-- No request reaches them but through the system role, and no worker has business there.
select tenant_table(t::regclass, 'organization_id', '')
  from unnest(array['sso_connections', 'sso_domains', 'sso_identities']) t;
revoke all on sso_connections, sso_domains, sso_identities from frontdesk_worker;
grant select, insert, update, delete on sso_connections, sso_domains, sso_identities to frontdesk_system;
