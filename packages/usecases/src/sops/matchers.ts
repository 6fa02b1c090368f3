import { type MatchableSop, SopMatcher } from '@frontdesk/ai/sops/sop-matcher';
import type { Db, Tx } from '@frontdesk/db/client';

/** What the matchers that a process keeps are built from, in characters; each takes some thirty bytes there. */
const MOST_CHARS = 8_000_000;

/** Of a procedure's steps: what it is about stands in its title, its keywords and the first of them. */
const STEPS_CHARS = 1_000;

type Kept = { readonly key: string; readonly matcher: SopMatcher; readonly chars: number };

/** The prebuilt matchers of a process, by organization; rebuilt when its procedures or intents have changed. */
export class Matchers {
  readonly #db: Db;
  /** By organization, the one that was used longest ago first. */
  readonly #kept = new Map<string, Kept>();

  constructor(db: Db) {
    this.#db = db;
  }

  /** Over the organization's procedures that may propose anything. Rejects when the database is away. */
  async of(organizationId: string): Promise<SopMatcher> {
    const key = await this.#db.asWorker((tx) => stateOf(tx, organizationId));
    const known = this.#kept.get(organizationId);
    const kept = known?.key === key ? known : await this.#build(organizationId, key);
    this.#keep(organizationId, kept);
    return kept.matcher;
  }

  async #build(organizationId: string, key: string): Promise<Kept> {
    const sops = await this.#db.asWorker((tx) => loadMatchable(tx, organizationId));
    const texts = sops.flatMap(({ title, keywords, steps }) => [title, ...keywords, ...steps]);
    const chars = texts.reduce((sum, text) => sum + text.length, 0);
    return { key, matcher: new SopMatcher(sops), chars };
  }

  #keep(organizationId: string, kept: Kept): void {
    this.#kept.delete(organizationId);
    this.#kept.set(organizationId, kept);
    let chars = 0;
    for (const [id, one] of [...this.#kept].toReversed()) {
      chars += one.chars;
      if (chars > MOST_CHARS && id !== organizationId) this.#kept.delete(id);
    }
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
  const sops = await tx.$queryRaw<MatchableSop[]>`
    select s.id, s.title, i.name as intent, s.keywords, v.steps, s.priority
    from sops s join sop_versions v on v.sop_id = s.id and v.version = s.version left join intents i on i.id = s.intent_id
    where s.organization_id = ${organizationId}::uuid and s.enabled and s.deleted_at is null and s.autonomy <> 'off'
    order by s.id`;
  return sops.map((sop) => ({ ...sop, steps: beginningOf(sop.steps) }));
}

/** Whole steps as long as there is room, and what fits of the next. */
function beginningOf(steps: readonly string[]): string[] {
  let room = STEPS_CHARS;
  return steps.flatMap((step) => {
    const text = step.slice(0, Math.max(0, room)).toWellFormed();
    room -= step.length;
    return text === '' ? [] : [text];
  });
}
