import type { PresenceActivity, PresenceState } from '@frontdesk/core/sync-protocol';

/** How long a word about somebody counts unless it is said again, in milliseconds. */
const PRESENCE_TTL_MS = 15_000;

/**
 * How long the place of a socket that was lost is kept: who drives through a tunnel, or whose gateway is being replaced,
 * is back within it, and nobody has seen them go. Also what another gateway says counts so long, should that one die.
 */
const LOST_TTL_MS = 35_000;

/** Where a user is. The inbox says who may know. */
export type Place = {
  readonly conversationId: string;
  readonly inboxId: string;
  readonly activity: PresenceActivity;
};

/** Where one device of a user is: at most one place, none while it only is online. */
export type DevicePresence = { readonly userId: string; readonly places: readonly Place[] };

/** A customer who types, until a moment of our clock in milliseconds. */
type Typing = { readonly inboxId: string; until: number };

type Known = {
  readonly presence: DevicePresence;
  readonly until: number;
  /** live: on a socket of ours. lost: it was, and may come back. elsewhere: as another gateway says. */
  readonly hold: 'live' | 'lost' | 'elsewhere';
};

/** Who is where in one workspace, as far as this gateway has heard; whatever is not said again is forgotten. */
export class PresenceBoard {
  /** By device: a replica, or a socket that is none. */
  readonly #known = new Map<string, Known>();
  readonly #typing = new Map<string, Typing>();
  #users: readonly DevicePresence[] | undefined;
  /** Answers for one state of the board, by what the asker may see. */
  readonly #views = new Map<string, PresenceState>();

  get isEmpty(): boolean {
    return this.#known.size === 0 && this.#typing.size === 0;
  }

  /** One entry a user; who replies on one device and views on another replies. */
  get users(): readonly DevicePresence[] {
    this.#users ??= merge(Array.from(this.#known.values(), ({ presence }) => presence));
    return this.#users;
  }

  /** A socket of ours says where its device is. */
  say(device: string, presence: DevicePresence, now: number): void {
    this.#set(device, { presence, until: now + PRESENCE_TTL_MS, hold: 'live' });
  }

  /** A device is there again, or for the first time: where it was before its socket was lost, until it says otherwise. */
  arrive(device: string, userId: string, now: number): void {
    const before = this.#known.get(device)?.presence;
    this.say(device, before?.userId === userId ? before : { userId, places: [] }, now);
  }

  /** The socket of a device was lost without a word. */
  lose(device: string, now: number): void {
    const known = this.#known.get(device);
    if (known?.hold !== 'live') return;
    this.#known.set(device, { ...known, until: now + LOST_TTL_MS, hold: 'lost' });
  }

  /** A device is gone for good, or its user may not be shown any more. */
  leave(device: string): void {
    if (this.#known.get(device)?.hold !== 'elsewhere') this.#forget(device);
  }

  /** Another gateway says where a device is; null: gone. What a socket of ours says counts more. */
  hear(device: string, presence: DevicePresence | null, now: number): void {
    const known = this.#known.get(device);
    if (known?.hold === 'live') return;
    if (presence) this.#set(device, { presence, until: now + LOST_TTL_MS, hold: 'elsewhere' });
    else if (known?.hold === 'elsewhere') this.#forget(device);
  }

  sayTyping(conversationId: string, inboxId: string, until: number): void {
    if (!this.#typing.has(conversationId)) this.#views.clear();
    this.#typing.set(conversationId, { inboxId, until });
  }

  stopTyping(conversationId: string): void {
    if (this.#typing.delete(conversationId)) this.#views.clear();
  }

  /** Forgets what was not said again in time. Returns the devices of ours among it. */
  expire(now: number): string[] {
    const ours: string[] = [];
    for (const [device, { until, hold }] of this.#known) {
      if (until > now) continue;
      this.#forget(device);
      if (hold !== 'elsewhere') ours.push(device);
    }
    for (const [conversationId, typing] of this.#typing) {
      if (typing.until <= now) this.stopTyping(conversationId);
    }
    return ours;
  }

  /** What this gateway has to say of a device to the others; null: it is gone. Undefined where it is theirs. */
  told(device: string): DevicePresence | null | undefined {
    const known = this.#known.get(device);
    return known?.hold === 'elsewhere' ? undefined : (known?.presence ?? null);
  }

  /** The devices that this gateway speaks for. */
  ours(): string[] {
    return [...this.#known].flatMap(([device, { hold }]) => (hold === 'elsewhere' ? [] : device));
  }

  /** The board as somebody may see it who sees these inboxes; the same object until it changes. `key` stands for `sees`. */
  view(key: string, sees: (inboxId: string) => boolean): PresenceState {
    const known = this.#views.get(key);
    if (known) return known;
    const view = {
      users: this.users.map(({ userId, places }) => ({
        userId,
        conversations: places
          .filter((place) => sees(place.inboxId))
          .map(({ conversationId, activity }) => ({ conversationId, activity })),
      })),
      typing: [...this.#typing]
        .filter(([, { inboxId }]) => sees(inboxId))
        .map(([conversationId]) => ({ conversationId })),
    };
    this.#views.set(key, view);
    return view;
  }

  #set(device: string, known: Known): void {
    const before = this.#known.get(device)?.presence;
    this.#known.set(device, known);
    if (!before || !isSame(before, known.presence)) this.#changed();
  }

  #forget(device: string): void {
    if (this.#known.delete(device)) this.#changed();
  }

  #changed(): void {
    this.#users = undefined;
    this.#views.clear();
  }
}

function merge(all: readonly DevicePresence[]): DevicePresence[] {
  const users = new Map<string, Map<string, Place>>();
  for (const { userId, places } of all) {
    const at = users.get(userId) ?? new Map<string, Place>();
    users.set(userId, at);
    for (const place of places) {
      if (at.get(place.conversationId)?.activity !== 'replying')
        at.set(place.conversationId, place);
    }
  }
  return Array.from(users, ([userId, places]) => ({ userId, places: [...places.values()] }));
}

function isSame(a: DevicePresence, b: DevicePresence): boolean {
  return (
    a.userId === b.userId &&
    a.places.length === b.places.length &&
    a.places.every((place, index) => {
      const other = b.places[index];
      return (
        place.conversationId === other?.conversationId &&
        place.activity === other.activity &&
        place.inboxId === other.inboxId
      );
    })
  );
}
