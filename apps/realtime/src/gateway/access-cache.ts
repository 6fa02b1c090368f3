import type { Bus } from '@frontdesk/core/bus';
import type { Db } from '@frontdesk/db/client';
import type { LogEntry } from '@frontdesk/sync/server/change-log';
import type { Following, LogFollower } from '@frontdesk/sync/server/log-follower';
import { type SyncAccess, readSyncAccess } from '@frontdesk/usecases/sync-access';

/** A lost word about a change that the log does not tell costs at most this much, in milliseconds. */
const FRESH_MS = 60_000;

type Known = { readonly access: SyncAccess; readonly at: number };

/** What is remembered of one workspace's members, as of what the log says up to `seenTo`. */
type Shelf = {
  readonly following: Following;
  readonly byUser: Map<string, Known>;
  readonly asked: Map<string, Promise<SyncAccess | null>>;
  seenTo: number;
};

type Deps = {
  readonly db: Db;
  readonly bus: Bus;
  readonly follower: LogFollower;
  readonly now: () => number;
};

/**
 * Members' scopes for those who come back: read once for each member, however many sockets that has, and forgotten when
 * the log tells of a grant, a revocation or the member's own row, or the bus of an end of access.
 */
export class AccessCache {
  readonly #deps: Deps;
  readonly #shelves = new Map<string, Promise<Shelf>>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.#sweep(), FRESH_MS);
    this.#unsubscribe = deps.bus.subscribe('access', ({ userId }) => void this.#forget(userId));
  }

  /**
   * What a member may see at the tail of the log as this gateway reads it; null for who is no member any more, undefined
   * where the tail has not come to the seq `from` yet, or to what the database says. Rejects when the database is away.
   */
  async atTail(
    organizationId: string,
    userId: string,
    from: number,
  ): Promise<SyncAccess | null | undefined> {
    const shelf = await this.#shelf(organizationId);
    const before = await this.#known(shelf, userId);
    if (!before && (await this.#read(shelf, organizationId, userId)) === null) return null;
    const access = before ?? (await this.#known(shelf, userId));
    const { following, seenTo: seq } = shelf;
    if (!access || access.head.epoch !== following.epoch()) return undefined;
    // A grant between the tail and where the rights were read is yet to come by the log.
    if (seq < access.head.seq || seq < from) return undefined;
    const tag = await following.tagAt(seq);
    return tag === undefined ? undefined : { ...access, head: { ...access.head, seq, tag } };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
    for (const shelf of this.#shelves.values())
      shelf.then(({ following }) => following.stop(), ignore);
    this.#shelves.clear();
  }

  async #known(shelf: Shelf, userId: string): Promise<SyncAccess | undefined> {
    await this.#catchUp(shelf);
    const known = shelf.byUser.get(userId);
    return known && this.#deps.now() - known.at < FRESH_MS ? known.access : undefined;
  }

  #read(shelf: Shelf, organizationId: string, userId: string): Promise<SyncAccess | null> {
    const asked = shelf.asked.get(userId);
    if (asked) return asked;
    const at = this.#deps.now();
    const reading = readSyncAccess(this.#deps.db, organizationId, userId)
      .then((access) => {
        // Not where it was forgotten meanwhile, nor where the log was looked at further than these rights speak of.
        const isCurrent = shelf.asked.get(userId) === reading;
        if (access && isCurrent && access.head.seq >= shelf.seenTo)
          shelf.byUser.set(userId, { access, at });
        return access;
      })
      .finally(() => {
        if (shelf.asked.get(userId) === reading) shelf.asked.delete(userId);
      });
    shelf.asked.set(userId, reading);
    return reading;
  }

  #shelf(organizationId: string): Promise<Shelf> {
    const known = this.#shelves.get(organizationId);
    if (known) return known;
    const shelf = this.#open(organizationId);
    this.#shelves.set(organizationId, shelf);
    shelf.catch(() => this.#shelves.delete(organizationId));
    return shelf;
  }

  async #open(organizationId: string): Promise<Shelf> {
    const following = await this.#deps.follower.follow(organizationId, {
      onAdvance: ignore,
      onReset: () => void this.#close(organizationId),
    });
    return { following, byUser: new Map(), asked: new Map(), seenTo: following.tail() };
  }

  /** Forgets whoever the log has told something about since it was last looked at. */
  async #catchUp(shelf: Shelf): Promise<void> {
    while (shelf.seenTo < shelf.following.tail()) {
      const entries = await shelf.following.after(shelf.seenTo);
      const concerned = new Set(entries.map(concernedBy));
      for (const [userId, { access }] of shelf.byUser) {
        if (concerned.has(access.membershipId)) shelf.byUser.delete(userId);
      }
      shelf.seenTo = Math.max(shelf.seenTo, entries.at(-1)?.seq ?? shelf.following.tail());
    }
  }

  async #forget(userId: string): Promise<void> {
    for (const opening of this.#shelves.values()) {
      const shelf = await opening.catch(ignore);
      shelf?.byUser.delete(userId);
      shelf?.asked.delete(userId);
    }
  }

  /** Lets go of what is old, and of workspaces that nobody comes back to. */
  async #sweep(): Promise<void> {
    const before = this.#deps.now() - FRESH_MS;
    for (const [organizationId, opening] of this.#shelves) {
      const shelf = await opening.catch(ignore);
      for (const [userId, { at }] of shelf?.byUser ?? []) {
        if (at <= before) shelf?.byUser.delete(userId);
      }
      if (shelf && shelf.byUser.size + shelf.asked.size === 0) await this.#close(organizationId);
    }
  }

  async #close(organizationId: string): Promise<void> {
    const shelf = this.#shelves.get(organizationId);
    this.#shelves.delete(organizationId);
    (await shelf?.catch(ignore))?.following.stop();
  }
}

/** The membership whose rights an entry may have changed; of most entries the id of no membership at all. */
const concernedBy = ({ op, scopeId, entityId }: LogEntry): string =>
  op === 'grant' || op === 'revoke' ? scopeId : entityId;

const ignore = (): undefined => undefined;
