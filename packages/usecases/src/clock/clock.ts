import { keepUpChangeLog } from '@frontdesk/db/change-log-upkeep';
import { compactDocuments } from '@frontdesk/db/document-compaction';
import type { Deps } from '../deps.ts';
import { hintCommitted, hintOutbox } from '../hints.ts';
import { checkInboxHealth } from '../inboxes/inbox-health.ts';
import { releaseLapsed } from '../providers/budget.ts';
import { endSnoozes, forgetDeliveries, forgetRates, pokeForgotten } from './due-work.ts';
import { finishIdleEpisodes } from './idle-conversations.ts';

type ClockDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now' | 'settings' | 'sealing'>;

const TURN_MS = 5_000;
const IDLE_EVERY_MS = 5 * 60_000;
const HEALTH_EVERY_MS = 5 * 60_000;
const UPKEEP_EVERY_MS = 12 * 3_600_000;

/** What is due because time has passed. Each process keeps its own; that two do the same costs a query. */
export class Clock {
  readonly #deps: ClockDeps;
  #idleAt = 0;
  #healthAt = 0;
  #upkeepAt = 0;

  constructor(deps: ClockDeps) {
    this.#deps = deps;
  }

  /** One turn. Returns in how many milliseconds to take the next. */
  async turn(): Promise<number> {
    const deps = this.#deps;
    const now = deps.now();
    if ((await deps.db.asWorker(pokeForgotten)) > 0) hintOutbox(deps);
    const woken = await deps.db.asWorker((tx) => endSnoozes(tx, now));
    for (const organizationId of woken) hintCommitted(deps, organizationId);
    await compactDocuments(deps.db, now, ({ name }, error) =>
      deps.log.warn({ name, error: String(error) }, 'a document could not be compacted'),
    );
    if (now.getTime() - this.#idleAt >= IDLE_EVERY_MS) await this.#finishIdle(now);
    if (now.getTime() - this.#healthAt >= HEALTH_EVERY_MS) await this.#recheckHealth(now);
    if (now.getTime() - this.#upkeepAt >= UPKEEP_EVERY_MS) {
      await keepUpChangeLog(deps.db, now);
      this.#upkeepAt = now.getTime();
    }
    return TURN_MS;
  }

  async #finishIdle(now: Date): Promise<void> {
    const changed = await finishIdleEpisodes(this.#deps.db, now);
    for (const organizationId of changed) hintCommitted(this.#deps, organizationId);
    await this.#deps.db.asWorker(forgetRates);
    await this.#deps.db.asWorker((tx) => releaseLapsed(tx, now, null));
    await this.#deps.db.asWorker((tx) => forgetDeliveries(tx, now));
    this.#idleAt = now.getTime();
  }

  /** An inbox whose vendor refused us may be welcome again. A paused one waits for a person. */
  async #recheckHealth(now: Date): Promise<void> {
    const inboxes = await this.#deps.db.asWorker((tx) =>
      tx.inbox.findMany({
        where: { health: { in: ['error', 'unknown'] }, archivedAt: null },
        select: { id: true, organizationId: true },
      }),
    );
    for (const { id, organizationId } of inboxes)
      await checkInboxHealth(this.#deps, organizationId, id);
    this.#healthAt = now.getTime();
  }
}
