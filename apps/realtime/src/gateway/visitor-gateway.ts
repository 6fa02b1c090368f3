import { networkOf } from '@frontdesk/core/address-network';
import type { Refusal } from '@frontdesk/core/errors';
import { VISITOR_NAMESPACE } from '@frontdesk/core/visitor-protocol';
import { VisitorAuthSchema } from '@frontdesk/core/visitor-schemas';
import { coalesced } from '@frontdesk/sync/server/coalesced';
import type { Db } from '@frontdesk/db/client';
import type { LogEntry } from '@frontdesk/sync/server/change-log';
import { openVisitor } from '@frontdesk/usecases/visitors/visitor';
import type { Server } from 'socket.io';
import { EventRate } from './event-rate.ts';
import type { GatewayDeps } from './gateway-deps.ts';
import { originOfHandshake } from './handshake-origin.ts';
import { AWAY, connectError } from './socket-identity.ts';
import { VisitorConnection, type VisitorSocket } from './visitor-connection.ts';

const MINUTE_MS = 60_000;
/** Of one visitor. Marks: receipts, typing and pages of history. */
const MESSAGES = { events: 30, perMs: MINUTE_MS };
const MARKS = { events: 120, perMs: MINUTE_MS };
/** Of one address: a household behind one router, not a crowd. */
const CONNECTS = { events: 60, perMs: MINUTE_MS };
const TICK_MS = 1_000;

/** The visitors of one workspace, told together of its log. */
type Room = {
  readonly connections: Set<VisitorConnection>;
  readonly open: Promise<{ readonly advance: () => void; readonly stop: () => void }>;
};

/** Namespace `/visitor`: the web chat's pages, on whatever site they stand. */
export class VisitorGateway {
  readonly #deps: GatewayDeps;
  readonly #rooms = new Map<string, Room>();
  readonly #connects: EventRate;
  readonly #timer: NodeJS.Timeout;
  #size = 0;

  constructor(deps: GatewayDeps, io: Server) {
    this.#deps = deps;
    const now = (): number => deps.now().getTime();
    const rates = { messages: new EventRate(MESSAGES, now), marks: new EventRate(MARKS, now) };
    this.#connects = new EventRate(CONNECTS, now);
    const namespace = io.of(VISITOR_NAMESPACE);
    namespace.use(async (socket: VisitorSocket, next) => {
      const refusal = await this.#admit(socket);
      next(refusal && connectError(refusal));
    });
    namespace.on('connection', (socket: VisitorSocket) => {
      this.#size++;
      const connection = new VisitorConnection(deps, socket, rates);
      const joined = this.#join(connection);
      socket.on('disconnect', () => {
        this.#size--;
        connection.stop();
        this.#leave(connection);
      });
      joined.then(
        () => connection.open(),
        (error: unknown) => {
          deps.log.warn({ error: String(error) }, 'a visitor could not be let in');
          socket.disconnect(true);
        },
      );
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  get size(): number {
    return this.#size;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #admit(socket: VisitorSocket): Promise<Refusal | undefined> {
    const { ip } = originOfHandshake(socket.handshake, this.#deps.settings);
    const wait = this.#connects.take(networkOf(ip));
    if (wait !== null) return { ...TOO_MANY, retryAfter: wait };
    const auth = VisitorAuthSchema.safeParse(socket.handshake.auth);
    if (!auth.success)
      return { code: 'VALIDATION_ERROR', message: 'This chat is not set up rightly.' };
    try {
      const opened = await openVisitor(this.#deps, auth.data);
      if (!opened.ok) return opened.refusal;
      socket.data.opened = opened.value;
      return undefined;
    } catch (error) {
      this.#deps.log.warn({ error: String(error) }, 'a visitor could not be let in');
      return AWAY;
    }
  }

  async #join(connection: VisitorConnection): Promise<void> {
    const { organizationId } = connection;
    const room = this.#rooms.get(organizationId) ?? this.#open(organizationId);
    room.connections.add(connection);
    await room.open;
  }

  #leave(connection: VisitorConnection): void {
    const { organizationId } = connection;
    const room = this.#rooms.get(organizationId);
    room?.connections.delete(connection);
    if (!room || room.connections.size > 0) return;
    this.#rooms.delete(organizationId);
    room.open.then(({ stop }) => stop()).catch(ignore);
  }

  #open(organizationId: string): Room {
    const connections = new Set<VisitorConnection>();
    const room = { connections, open: this.#follow(organizationId, connections) };
    this.#rooms.set(organizationId, room);
    room.open.catch(() => {
      if (this.#rooms.get(organizationId) === room) this.#rooms.delete(organizationId);
    });
    return room;
  }

  async #follow(
    organizationId: string,
    connections: ReadonlySet<VisitorConnection>,
  ): Promise<Awaited<Room['open']>> {
    const { db, follower, log } = this.#deps;
    const following = await follower.follow(organizationId, {
      onAdvance: () => advance(),
      // Pages have no cursor: what they miss they read when they connect again.
      onReset: () => {
        seen = following.tail();
      },
    });
    let seen = following.tail();
    const advance = coalesced(
      async () => {
        const entries = await following.after(seen);
        const begun = await conversationsBegun(db, entries);
        for (const connection of connections) connection.see(entries, begun);
        seen = entries.at(-1)?.seq ?? seen;
      },
      (error) => log.warn({ error: String(error) }, 'visitors are not told'),
    );
    return { advance, stop: following.stop };
  }

  #tick(): void {
    for (const room of this.#rooms.values())
      room.open.then(({ advance }) => advance()).catch(ignore);
  }
}

/** The conversations that began with these entries, by the key of whose they are. */
async function conversationsBegun(
  db: Db,
  entries: readonly LogEntry[],
): Promise<ReadonlyMap<string, string>> {
  // A row's first version is 1.
  const rows = entries.flatMap(({ entity, row }) =>
    entity === 'conversations' && row?.['rev'] === 1 ? [row] : [],
  );
  if (rows.length === 0) return NONE;
  const ids = rows.map((row) => String(row['identityId']));
  const identities = await db.asWorker((tx) =>
    tx.channelIdentity.findMany({ where: { id: { in: ids } }, select: { id: true, key: true } }),
  );
  const keys = new Map(identities.map(({ id, key }) => [id, key]));
  return new Map(rows.map((row) => [keys.get(String(row['identityId'])) ?? '', String(row['id'])]));
}

const NONE: ReadonlyMap<string, string> = new Map();

const TOO_MANY: Refusal = {
  code: 'RATE_LIMIT_EXCEEDED',
  message: 'Too many connections. Wait a little.',
};

const ignore = (): void => undefined;
