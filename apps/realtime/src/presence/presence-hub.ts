import type { Bus } from '@frontdesk/core/bus';
import { newId } from '@frontdesk/core/ids';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import * as z from 'zod';
import { type Place, PresenceBoard, type UserPresence } from './presence-board.ts';

/** At most twice a second, whatever happens. In milliseconds. */
const TICK_MS = 500;
/** Other gateways hear of everybody again this often, well within the time to live. */
const REPEAT_MS = 5_000;
/** Users in one bus message, which holds under 7,000 bytes. */
const USERS_PER_MESSAGE = 20;
/** Places of one user that are told; more than this many tabs say nothing more. */
const PLACES_PER_USER = 5;
/** A visitor who stops typing without saying so is done after this long. */
const TYPING_MS = 6_000;

const Told = z.object({
  users: z.array(
    z.object({
      userId: z.string(),
      places: z
        .array(
          z.object({
            conversationId: z.string(),
            inboxId: z.string(),
            activity: z.enum(['viewing', 'replying']),
          }),
        )
        .nullable(),
    }),
  ),
  typing: z.array(z.object({ conversationId: z.string(), inboxId: z.string(), on: z.boolean() })),
});
type Told = z.infer<typeof Told>;

/** Somebody who is shown presence. */
export type Watcher = {
  readonly workspaceId: string;
  /** The inboxes that the watcher may see now; the same set while they are the same. */
  readonly held: () => ReadonlySet<string>;
  /** Called with the whole state when what the watcher may see has changed; never more than twice a second. */
  readonly show: (state: PresenceState) => void;
};

type Room = {
  readonly board: PresenceBoard;
  readonly watchers: Map<Watcher, PresenceState | undefined>;
  readonly changed: Set<string>;
  readonly typing: Map<string, Told['typing'][number]>;
};

/** Presence and typing of all workspaces with sockets here: told to other gateways by the bus, kept nowhere. */
export class PresenceHub {
  readonly #gatewayId = newId();
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #rooms = new Map<string, Room>();
  readonly #keys = new WeakMap<ReadonlySet<string>, string>();
  readonly #timer: NodeJS.Timeout;
  readonly #unsubscribe: () => void;
  #repeatAt = 0;

  constructor(bus: Bus, now: () => number) {
    this.#bus = bus;
    this.#now = now;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#unsubscribe = bus.subscribe('presence', (message) => {
      if (message.gatewayId !== this.#gatewayId) this.#hear(message);
    });
  }

  /** Returns what ends the watching. */
  watch(watcher: Watcher): () => void {
    this.#room(watcher.workspaceId).watchers.set(watcher, undefined);
    return () => {
      this.#rooms.get(watcher.workspaceId)?.watchers.delete(watcher);
    };
  }

  /** A socket of ours says where its user is; null: it is gone. */
  say(workspaceId: string, socketId: string, userId: string, place: Place | null | 'online'): void {
    const room = this.#room(workspaceId);
    const places = place === null ? null : place === 'online' ? [] : [place];
    room.board.say(`${OURS}${socketId}`, userId, places, this.#now());
    room.changed.add(userId);
  }

  /** A customer types, or stops. */
  sayTyping(workspaceId: string, typing: Told['typing'][number]): void {
    const room = this.#room(workspaceId);
    this.#note(room, typing);
    room.typing.set(typing.conversationId, typing);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#unsubscribe();
  }

  #room(workspaceId: string): Room {
    const known = this.#rooms.get(workspaceId);
    if (known) return known;
    const room: Room = {
      board: new PresenceBoard(),
      watchers: new Map(),
      changed: new Set(),
      typing: new Map(),
    };
    this.#rooms.set(workspaceId, room);
    return room;
  }

  #tick(): void {
    const now = this.#now();
    const isRepeat = now >= this.#repeatAt;
    if (isRepeat) this.#repeatAt = now + REPEAT_MS;
    for (const [workspaceId, room] of this.#rooms) {
      this.#tell(workspaceId, room, isRepeat);
      room.board.expire(now);
      for (const [watcher, shown] of room.watchers) this.#show(room, watcher, shown);
      if (room.board.isEmpty && room.watchers.size === 0) this.#rooms.delete(workspaceId);
    }
  }

  #show(room: Room, watcher: Watcher, shown: PresenceState | undefined): void {
    const held = watcher.held();
    const state = room.board.view(this.#keyOf(held), (inboxId) => held.has(inboxId));
    if (state === shown) return;
    room.watchers.set(watcher, state);
    watcher.show(state);
  }

  #tell(workspaceId: string, room: Room, isRepeat: boolean): void {
    if (!isRepeat && room.changed.size + room.typing.size === 0) return;
    const ours = new Map(
      room.board
        .usersOf((source) => source.startsWith(OURS))
        .map((presence): [string, UserPresence] => [presence.userId, presence]),
    );
    const ids = [...new Set([...room.changed, ...(isRepeat ? ours.keys() : [])])];
    const typing = [...room.typing.values()];
    room.changed.clear();
    room.typing.clear();
    const users = ids.map((userId) => ({
      userId,
      places: ours.get(userId)?.places.slice(0, PLACES_PER_USER) ?? null,
    }));
    for (let at = 0; at < Math.max(users.length, typing.length); at += USERS_PER_MESSAGE) {
      const state: Told = {
        users: users.slice(at, at + USERS_PER_MESSAGE),
        typing: typing.slice(at, at + USERS_PER_MESSAGE),
      };
      // Presence may be lost: it is said again.
      this.#bus
        .publish('presence', { workspaceId, gatewayId: this.#gatewayId, state })
        .catch(ignore);
    }
  }

  #hear({
    workspaceId,
    gatewayId,
    state,
  }: {
    workspaceId: string;
    gatewayId: string;
    state: unknown;
  }): void {
    const room = this.#rooms.get(workspaceId);
    const told = Told.safeParse(state);
    if (!room || !told.success) return;
    for (const { userId, places } of told.data.users) {
      room.board.say(gatewayId, userId, places, this.#now());
    }
    for (const typing of told.data.typing) this.#note(room, typing);
  }

  #note(room: Room, { conversationId, inboxId, on }: Told['typing'][number]): void {
    if (on) room.board.sayTyping(conversationId, inboxId, this.#now() + TYPING_MS);
    else room.board.stopTyping(conversationId);
  }

  #keyOf(held: ReadonlySet<string>): string {
    const known = this.#keys.get(held);
    if (known !== undefined) return known;
    const key = [...held].toSorted().join();
    this.#keys.set(held, key);
    return key;
  }
}

/** Begins the name of a source that is a socket of this gateway. */
const OURS = 'socket:';

const ignore = (): void => undefined;
