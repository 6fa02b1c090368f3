import type { Db } from '@frontdesk/db/client';

/** Conversations whose inbox is remembered. */
const REMEMBERED = 20_000;
/** A conversation that moved to another inbox counts for its old one at most this long, in milliseconds. */
const FRESH_MS = 15_000;

type Known = { readonly inboxId: string; readonly at: number };

/** Which inbox a conversation is in, so that presence reaches only those who may see it. */
export class ConversationInboxes {
  readonly #db: Db;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  constructor(db: Db, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Undefined for a conversation that this organization does not have. Rejects when the database is away. */
  async inboxOf(organizationId: string, conversationId: string): Promise<string | undefined> {
    const key = `${organizationId}/${conversationId}`;
    const known = this.#known.get(key);
    if (known && this.#now() - known.at < FRESH_MS) return known.inboxId;
    const row = await this.#db.asWorker((tx) =>
      tx.conversation.findFirst({
        where: { id: conversationId, organizationId },
        select: { inboxId: true },
      }),
    );
    this.#known.delete(key);
    if (!row) return undefined;
    this.#known.set(key, { inboxId: row.inboxId, at: this.#now() });
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
    return row.inboxId;
  }
}
