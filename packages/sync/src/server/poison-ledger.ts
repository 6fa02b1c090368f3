/** A mutation that failed so often, while others of its workspace went through, is set aside. */
export const POISON_FAILURES = 5;

/** Mutations whose failures are remembered; the oldest are forgotten first, which only delays a quarantine. */
const REMEMBERED = 10_000;

type Failures = { counted: number; commitsAtLast: number };

/**
 * Rule 13: tells a mutation that cannot succeed from an outage. A failure counts only once another mutation of the same
 * workspace has committed after it, so that an outage, which fails all alike, counts nothing.
 */
export class PoisonLedger {
  readonly #commits = new Map<string, number>();
  readonly #failures = new Map<string, Failures>();

  committed(workspaceId: string, uid: string): void {
    this.#failures.delete(key(workspaceId, uid));
    this.#commits.set(workspaceId, this.#commitsOf(workspaceId) + 1);
  }

  /** Notes a failure that was the mutation's own. Returns whether it is to be set aside now. */
  failed(workspaceId: string, uid: string): boolean {
    const id = key(workspaceId, uid);
    const commits = this.#commitsOf(workspaceId);
    const before = this.#failures.get(id);
    const othersWentThrough = before !== undefined && commits > before.commitsAtLast;
    const counted = (before?.counted ?? 0) + (othersWentThrough ? 1 : 0);
    this.#failures.delete(id);
    this.#failures.set(id, { counted, commitsAtLast: commits });
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
    return counted >= POISON_FAILURES;
  }

  #commitsOf(workspaceId: string): number {
    return this.#commits.get(workspaceId) ?? 0;
  }
}

const key = (workspaceId: string, uid: string): string => `${workspaceId}:${uid}`;
