import type { Bus } from '@frontdesk/core/bus';
import type { Log } from '@frontdesk/core/log';
import type { Db } from '@frontdesk/db/client';

/** A lost word about ended access costs at most this much, in milliseconds. */
const CHECK_EVERY_MS = 60_000;

/** An open socket as far as its right to be open goes. */
export type Watched = {
  readonly userId: string;
  /** Null for an API key, which `stillHolds` asks about. */
  readonly sessionId: string | null;
  readonly stillHolds?: () => Promise<boolean>;
  /** The session or key is over: close now. */
  readonly end: () => void;
  /** Rights may have changed: read them again. */
  readonly recheck: () => void;
};

type Deps = { readonly db: Db; readonly bus: Bus; readonly log: Log; readonly now: () => Date };

/**
 * Sees to it that no socket outlives its session. An access token lives 15 minutes and a socket for days: instead of
 * asking for a new token, the session behind it is looked at, at once when the bus says so and every minute anyway. It
 * is over when it was revoked or nobody could renew it any more.
 */
export class SessionWatch {
  readonly #deps: Deps;
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#timer = setInterval(() => this.#check([...this.#watched]), CHECK_EVERY_MS);
    this.#unsubscribe = deps.bus.subscribe('access', ({ userId, sessionId }) => {
      const concerned = [...this.#watched].filter(
        (socket) =>
          socket.userId === userId && (sessionId === undefined || socket.sessionId === sessionId),
      );
      for (const socket of concerned) socket.recheck();
      this.#check(concerned);
    });
  }

  /** Returns what ends the watching. */
  watch(socket: Watched): () => void {
    this.#watched.add(socket);
    return () => {
      this.#watched.delete(socket);
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  #check(sockets: readonly Watched[]): void {
    if (sockets.length === 0) return;
    // While the database is away nobody's session can have been ended in it.
    this.#endDead(sockets).catch((error: unknown) =>
      this.#deps.log.warn({ error: String(error) }, 'sessions could not be looked at'),
    );
  }

  async #endDead(sockets: readonly Watched[]): Promise<void> {
    const ids = sockets.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId]));
    const alive = ids.length > 0 ? await this.#liveSessions(ids) : new Set<string>();
    await Promise.all(
      sockets.map(async (socket) => {
        const holds =
          socket.sessionId === null
            ? ((await socket.stillHolds?.()) ?? false)
            : alive.has(socket.sessionId);
        if (!holds && this.#watched.has(socket)) socket.end();
      }),
    );
  }

  async #liveSessions(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const now = this.#deps.now();
    const rows = await this.#deps.db.system((tx) =>
      tx.session.findMany({
        where: {
          id: { in: [...new Set(ids)] },
          revokedAt: null,
          tokens: { some: { usedAt: null, expiresAt: { gt: now } } },
        },
        select: { id: true },
      }),
    );
    return new Set(rows.map(({ id }) => id));
  }
}
