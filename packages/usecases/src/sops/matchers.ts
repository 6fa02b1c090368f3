import { type MatchableSop, SopMatcher } from '@frontdesk/ai/sops/sop-matcher';
import type { Db, Tx } from '@frontdesk/db/client';

/** Workspaces whose matcher a process keeps; one of a thousand procedures takes some megabytes. */
const MOST = 50;

type Kept = { readonly key: string; readonly matcher: SopMatcher };

/** The prebuilt matchers of a process, by organization; rebuilt when its procedures or intents have changed. */
export class Matchers {
  readonly #db: Db;
  readonly #kept = new Map<string, Kept>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Over the organization's procedures that may propose anything. Rejects when the database is away. */
  async of(organizationId: string): Promise<SopMatcher> {
    const key = await this.#db.asWorker((tx) => stateOf(tx, organizationId));
    const known = this.#kept.get(organizationId);
    this.#kept.delete(organizationId);
    const kept =
      known?.key === key
        ? known
        : {
            key,
            matcher: new SopMatcher(
              await this.#db.asWorker((tx) => loadMatchable(tx, organizationId)),
            ),
          };
    this.#kept.set(organizationId, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    return kept.matcher;
  }
}

/**
 * Changes with everything that a matcher is built from: each change of a procedure raises its version. Ids are part of
 * it, so that one that goes while another comes does not look like nothing.
 */
async function stateOf(tx: Tx, organizationId: string): Promise<string> {
  const [row] = await tx.$queryRaw<{ state: string }[]>`
    select md5(concat(
      (select string_agg(concat(id, version), ',' order by id) from sops
        where organization_id = ${organizationId}::uuid and enabled and deleted_at is null),
      (select string_agg(concat(id, name), ',' order by id) from intents where organization_id = ${organizationId}::uuid)
    )) as state`;
  return row?.state ?? '';
}

async function loadMatchable(tx: Tx, organizationId: string): Promise<MatchableSop[]> {
  return tx.$queryRaw<MatchableSop[]>`
    select s.id, s.title, i.name as intent, s.keywords, v.steps, s.priority
    from sops s join sop_versions v on v.sop_id = s.id and v.version = s.version left join intents i on i.id = s.intent_id
    where s.organization_id = ${organizationId}::uuid and s.enabled and s.deleted_at is null and s.autonomy <> 'off'
    order by s.id`;
}
