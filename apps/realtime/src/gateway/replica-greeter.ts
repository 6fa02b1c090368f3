import type { Db } from '@frontdesk/db/client';
import { type ReplicaRow, greetReplicas } from '@frontdesk/db/replica-store';

/** Most replicas in one question. */
const AT_ONCE = 500;

type Waiting = {
  readonly replicaId: string;
  readonly resolve: (row: ReplicaRow | undefined) => void;
  readonly reject: (error: unknown) => void;
};

/** Asks what is known of replicas that say hello: those that come while one question is under way share the next. */
export class ReplicaGreeter {
  readonly #db: Db;
  #waiting: Waiting[] = [];
  #isAsking = false;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Undefined for a replica that nobody knows, or that is another organization's. Rejects when the database is away. */
  async greet(workspaceId: string, replicaId: string): Promise<ReplicaRow | undefined> {
    const row = await new Promise<ReplicaRow | undefined>((resolve, reject) => {
      this.#waiting.push({ replicaId, resolve, reject });
      void this.#ask();
    });
    return row?.workspaceId === workspaceId ? row : undefined;
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    // Hellos of one burst come in one turn of the loop each.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const asked = this.#waiting.splice(0, AT_ONCE);
      try {
        const rows = await greetReplicas(
          this.#db,
          asked.map(({ replicaId }) => replicaId),
        );
        for (const { replicaId, resolve } of asked) resolve(rows.get(replicaId));
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
    this.#isAsking = false;
  }
}
