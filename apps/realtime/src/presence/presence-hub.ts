import type { Bus } from '@frontdesk/core/bus';
import { newId } from '@frontdesk/core/ids';
import type { PresenceState } from '@frontdesk/core/sync-protocol';
import * as z from 'zod';
import { type Place, PresenceBoard } from './presence-board.ts';

/** At most twice a second, whatever happens. In milliseconds. */
const TICK_MS = 500;
/** Other gateways hear of everybody again this often, well within the time to live. */
const REPEAT_MS = 5_000;
/** Devices in one bus message, which holds under 7,000 bytes. */
const DEVICES_PER_MESSAGE = 20;
/** Everybody is shown everybody: where that is much, less often. Entries that a room may be shown in a millisecond. */
const SHOWN_PER_MS = 200;
/** A visitor who stops typing without saying so is done after this long. */
const TYPING_MS = 6_000;

const Told = z.object({
  devices: z.array(
    z.object({
      device: z.string(),
      /** Null: it is gone. */
      presence: z
        .object({
          userId: z.string(),
          places: z
            .array(
              z.object({
                conversationId: z.string(),
                inboxId: z.string(),
                activity: z.enum(['viewing', 'replying']),
              }),
            )
            .readonly(),
        })
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
  /** Devices of ours that the others have to hear about. */
  readonly changed: Set<string>;
  readonly typing: Map<string, Told['typing'][number]>;
  /** Watchers who have been shown something are shown the next thing from here on. */
  showAt: number;
};

/** A device of a user: a replica, or a socket that is none. */
export type Device = {
  readonly workspaceId: string;
  readonly id: string;
  readonly userId: string;
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

  /** A device has come in, or come back. */
  arrive({ workspaceId, id, userId }: Device): void {
    const room = this.#room(workspaceId);
    room.board.arrive(id, userId, this.#now());
    room.changed.add(id);
  }

  /** A device says where it is; null: online, and nowhere in particular. */
  say({ workspaceId, id, userId }: Device, place: Place | null): void {
    const room = this.#room(workspaceId);
    room.board.say(id, { userId, places: place === null ? [] : [place] }, this.#now());
    room.changed.add(id);
  }

  /** The socket of a device has ended without a word: it keeps its place for a while. */
  lose({ workspaceId, id }: Device): void {
    this.#rooms.get(workspaceId)?.board.lose(id, this.#now());
  }

  /** A device is gone: its user left, or has to. */
  leave({ workspaceId, id }: Device): void {
    const room = this.#rooms.get(workspaceId);
    room?.board.leave(id);
    room?.changed.add(id);
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
      showAt: 0,
    };
    this.#rooms.set(workspaceId, room);
    return room;
  }

  #tick(): void {
    const now = this.#now();
    const isRepeat = now >= this.#repeatAt;
    if (isRepeat) this.#repeatAt = now + REPEAT_MS;
    for (const [workspaceId, room] of this.#rooms) {
      for (const device of room.board.expire(now)) room.changed.add(device);
      this.#tell(workspaceId, room, isRepeat);
      this.#showAll(room, now);
      if (room.board.isEmpty && room.watchers.size === 0) this.#rooms.delete(workspaceId);
    }
  }

  #showAll(room: Room, now: number): void {
    const isDue = now >= room.showAt;
    let shown = 0;
    for (const [watcher, before] of room.watchers) {
      // Whoever has just come does not wait.
      if ((isDue || before === undefined) && this.#show(room, watcher, before)) shown += 1;
    }
    if (isDue && shown > 0) room.showAt = now + (shown * room.board.users.length) / SHOWN_PER_MS;
  }

  #show(room: Room, watcher: Watcher, before: PresenceState | undefined): boolean {
    const held = watcher.held();
    const state = room.board.view(this.#keyOf(held), (inboxId) => held.has(inboxId));
    if (state === before) return false;
    room.watchers.set(watcher, state);
    watcher.show(state);
    return true;
  }

  #tell(workspaceId: string, room: Room, isRepeat: boolean): void {
    const ids = isRepeat ? new Set([...room.changed, ...room.board.ours()]) : room.changed;
    const devices = [...ids].flatMap((device) => {
      const presence = room.board.told(device);
      return presence === undefined ? [] : { device, presence };
    });
    const typing = [...room.typing.values()];
    room.changed.clear();
    room.typing.clear();
    for (let at = 0; at < Math.max(devices.length, typing.length); at += DEVICES_PER_MESSAGE) {
      const state: Told = {
        devices: devices.slice(at, at + DEVICES_PER_MESSAGE),
        typing: typing.slice(at, at + DEVICES_PER_MESSAGE),
      };
      // Presence may be lost: it is said again.
      this.#bus
        .publish('presence', { workspaceId, gatewayId: this.#gatewayId, state })
        .catch(ignore);
    }
  }

  #hear({ workspaceId, state }: { workspaceId: string; state: unknown }): void {
    const room = this.#rooms.get(workspaceId);
    const told = Told.safeParse(state);
    if (!room || !told.success) return;
    for (const { device, presence } of told.data.devices) {
      room.board.hear(device, presence, this.#now());
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

const ignore = (): void => undefined;
