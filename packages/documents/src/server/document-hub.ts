import { AwarenessRoom } from './awareness-room.ts';
import { type DocumentKey, type DocumentStore } from './document-store.ts';
import { DocumentRoom, type Peer } from './document-room.ts';
import type { Refusal } from './refusals.ts';

/** A lost hint costs at most this much, in milliseconds. */
const POLL_MS = 1_000;

export type HubDeps = {
  readonly store: DocumentStore;
  /** Tells other gateways; a lost word is made up for by the poll, a lost cursor by its next move. */
  readonly tellHead: (key: DocumentKey, head: number) => void;
  readonly tellAwareness: (key: DocumentKey, update: Uint8Array) => void;
  readonly onFailure: (error: unknown) => void;
};

const idOf = ({ organizationId, name }: DocumentKey): string => `${organizationId} ${name}`;

/** The documents that somebody has open on this gateway. Nothing is kept of one that nobody has. */
export class DocumentHub {
  readonly #deps: HubDeps;
  readonly #rooms = new Map<string, DocumentRoom>();
  readonly #timer: NodeJS.Timeout;
  #isPolling = false;

  constructor(deps: HubDeps) {
    this.#deps = deps;
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
  }

  /** Open documents. */
  get size(): number {
    return this.#rooms.size;
  }

  /** The room that the peer is in from now on. It leaves by {@link leave}. */
  join(key: DocumentKey, peer: Peer): DocumentRoom {
    const room = this.#rooms.get(idOf(key)) ?? this.#open(key);
    void room.join(peer);
    return room;
  }

  leave(room: DocumentRoom, peer: Peer): void {
    room.leave(peer);
    if (room.size > 0) return;
    room.awareness.close();
    this.#forget(room);
  }

  /** Another gateway says that a document has grown. */
  hint(key: DocumentKey, head: number): void {
    this.#rooms.get(idOf(key))?.catchUp(head).catch(this.#deps.onFailure);
  }

  /** Another gateway says whose cursor is where. */
  relayAwareness(key: DocumentKey, update: Uint8Array): void {
    this.#rooms.get(idOf(key))?.awareness.relay(update);
  }

  close(refusal: Refusal): void {
    clearInterval(this.#timer);
    for (const room of this.#rooms.values()) room.end(refusal);
  }

  #open(key: DocumentKey): DocumentRoom {
    const awareness = new AwarenessRoom((update, from) => {
      room.tellAwareness(update, from);
      if (from !== null) this.#deps.tellAwareness(key, update);
    });
    const room = new DocumentRoom(key, awareness, {
      store: this.#deps.store,
      onAppended: this.#deps.tellHead,
      onFailure: this.#deps.onFailure,
      onOver: () => this.#forget(room),
    });
    this.#rooms.set(idOf(key), room);
    return room;
  }

  #forget(room: DocumentRoom): void {
    if (this.#rooms.get(idOf(room.key)) === room) this.#rooms.delete(idOf(room.key));
  }

  async #poll(): Promise<void> {
    if (this.#isPolling || this.#rooms.size === 0) return;
    this.#isPolling = true;
    try {
      const rooms = [...this.#rooms.values()];
      const heads = await this.#deps.store.heads(rooms.map(({ key }) => key));
      await Promise.all(heads.map((head, at) => rooms[at]?.follow(head)));
    } catch (error) {
      this.#deps.onFailure(error);
    } finally {
      this.#isPolling = false;
    }
  }
}
