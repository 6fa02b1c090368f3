import type { PresenceActivity, PresenceState } from '@frontdesk/core/sync-protocol';

/** How long a word about somebody counts unless it is said again, in milliseconds. */
const PRESENCE_TTL_MS = 15_000;

/** Where a user is. The inbox says who may know. */
export type Place = {
  readonly conversationId: string;
  readonly inboxId: string;
  readonly activity: PresenceActivity;
};

/** What one gateway knows of one user, over all of the user's tabs there. */
export type UserPresence = { readonly userId: string; readonly places: readonly Place[] };

/** A customer who types, until a moment of our clock in milliseconds. */
type Typing = { readonly inboxId: string; until: number };

type Known = { readonly presence: UserPresence; readonly until: number };

/** Who is where in one workspace, as far as this gateway has heard; whatever is not said again is forgotten. */
export class PresenceBoard {
  /** By who said it (a socket of ours, or another gateway) and of whom. */
  readonly #known = new Map<string, Known>();
  readonly #typing = new Map<string, Typing>();
  /** Answers for one state of the board, by what the asker may see. */
  readonly #views = new Map<string, PresenceState>();

  get isEmpty(): boolean {
    return this.#known.size === 0 && this.#typing.size === 0;
  }

  /** `source` says of a user where they are; null: not here any more. */
  say(source: string, userId: string, places: readonly Place[] | null, now: number): void {
    const key = `${source}/${userId}`;
    const before = this.#known.get(key);
    if (places === null) this.#known.delete(key);
    else this.#known.set(key, { presence: { userId, places }, until: now + PRESENCE_TTL_MS });
    if (!samePlaces(before?.presence.places ?? null, places)) this.#views.clear();
  }

  sayTyping(conversationId: string, inboxId: string, until: number): void {
    if (!this.#typing.has(conversationId)) this.#views.clear();
    this.#typing.set(conversationId, { inboxId, until });
  }

  stopTyping(conversationId: string): void {
    if (this.#typing.delete(conversationId)) this.#views.clear();
  }

  /** Forgets what was not said again in time. */
  expire(now: number): void {
    for (const [key, known] of this.#known) {
      if (known.until <= now && this.#known.delete(key)) this.#views.clear();
    }
    for (const [conversationId, typing] of this.#typing) {
      if (typing.until <= now) this.stopTyping(conversationId);
    }
  }

  /** What sources whose name `isOurs` accepts have said, one entry a user. */
  usersOf(isOurs: (source: string) => boolean): UserPresence[] {
    const ours = [...this.#known].filter(([key]) => isOurs(key.slice(0, key.indexOf('/'))));
    return merge(ours.map(([, { presence }]) => presence));
  }

  /** The board as somebody may see it who sees these inboxes; the same object until it changes. `key` stands for `sees`. */
  view(key: string, sees: (inboxId: string) => boolean): PresenceState {
    const known = this.#views.get(key);
    if (known) return known;
    const users = merge(Array.from(this.#known.values(), ({ presence }) => presence));
    const view = {
      users: users.map(({ userId, places }) => ({
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
}

/** One entry a user; who replies in one tab and views in another replies. */
function merge(all: readonly UserPresence[]): UserPresence[] {
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

function samePlaces(a: readonly Place[] | null, b: readonly Place[] | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.length === b.length &&
    a.every((place, index) => {
      const other = b[index];
      return (
        place.conversationId === other?.conversationId &&
        place.activity === other.activity &&
        place.inboxId === other.inboxId
      );
    })
  );
}
