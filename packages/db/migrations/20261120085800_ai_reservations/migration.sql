-- What a call to a model may cost at most is held from its beginning to its end. Each holding is a row of its own, so that
-- one whose process has died can be told from one that goes on, and is let go of.
CREATE TABLE "ai_reservations" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "amount" BIGINT NOT NULL,
    "lapses_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ai_reservations_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "ai_reservations_organization_id_day_idx" ON "ai_reservations"("organization_id", "day");
CREATE INDEX "ai_reservations_lapses_at_idx" ON "ai_reservations"("lapses_at");

ALTER TABLE "ai_reservations" ADD CONSTRAINT "ai_reservations_organization_id_day_fkey" FOREIGN KEY ("organization_id", "day") REFERENCES "ai_spend"("organization_id", "day") ON DELETE CASCADE ON UPDATE CASCADE;

alter table ai_reservations add check (amount > 0);
select tenant_table('ai_reservations', 'organization_id', 'select');
