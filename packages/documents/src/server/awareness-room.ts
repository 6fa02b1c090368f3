import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CursorPace } from './cursor-pace.ts';

/** Who is there, as others are to see them. */
export type Author = { readonly id: string; readonly name: string; readonly color: string };

type Change = {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
};

type Owner = { readonly connection: object; readonly authorId: string };

type Entry = { readonly client: number; readonly clock: number; readonly state: unknown };

/** A cursor and a selection are some hundred bytes. */
const STATE_BYTES = 4_096;

/**
 * Cursors and names of those in a document. A connection speaks for the Yjs clients that it spoke for first, and under its
 * member's own name; what it repeats of others (y-websocket does) changes nothing.
 */
export class AwarenessRoom {
  readonly #doc = new Y.Doc();
  readonly #awareness = new Awareness(this.#doc);
  readonly #owners = new Map<number, Owner>();
  readonly #paces = new Map<object, CursorPace>();

  /** `onChange` gets what others have to be told, and whose it is: the connection's, or null where time or another gateway said so. */
  constructor(onChange: (update: Uint8Array, from: unknown) => void) {
    this.#awareness.setLocalState(null);
    this.#awareness.on('update', ({ added, updated, removed }: Change, from: unknown) => {
      const changed = [...added, ...updated, ...removed];
      onChange(
        encodeAwarenessUpdate(this.#awareness, changed),
        typeof from === 'object' ? from : null,
      );
      for (const client of removed) this.#owners.delete(client);
    });
  }

  /** False: this connection's cursor moves far too often. Throws for what is cut off or no JSON. */
  take(connection: object, author: Author, update: Uint8Array): boolean {
    const owner = { connection, authorId: author.id };
    const own = entriesOf(update).filter(({ client }) => this.#speaksFor(owner, client));
    const named = own.map((entry) => ({ ...entry, state: underOwnName(entry.state, author) }));
    return named.length === 0 || this.#paceOf(connection).take(encodeEntries(named));
  }

  #paceOf(connection: object): CursorPace {
    const known = this.#paces.get(connection);
    const pace =
      known ??
      new CursorPace((update) => applyAwarenessUpdate(this.#awareness, update, connection));
    if (!known) this.#paces.set(connection, pace);
    return pace;
  }

  /** From another gateway, which has looked at it. */
  relay(update: Uint8Array): void {
    applyAwarenessUpdate(this.#awareness, update, null);
  }

  leave(connection: object): void {
    this.#paces.get(connection)?.close();
    this.#paces.delete(connection);
    const clients = [...this.#owners].flatMap(([client, owner]) =>
      owner.connection === connection ? [client] : [],
    );
    removeAwarenessStates(this.#awareness, clients, connection);
    for (const client of clients) this.#owners.delete(client);
  }

  /** Everybody who is there; null: nobody. */
  everybody(): Uint8Array | null {
    const clients = [...this.#awareness.states.keys()];
    return clients.length === 0 ? null : encodeAwarenessUpdate(this.#awareness, clients);
  }

  /** A member's connection that comes again before the former one is known to be dead goes on as the same client. */
  #speaksFor(owner: Owner, client: number): boolean {
    const known = this.#owners.get(client);
    const isFree = known === undefined && !this.#awareness.states.has(client);
    if (!isFree && known?.authorId !== owner.authorId) return false;
    this.#owners.set(client, owner);
    return true;
  }

  close(): void {
    this.#awareness.destroy();
    this.#doc.destroy();
  }
}

const underOwnName = (state: unknown, author: Author): unknown =>
  typeof state === 'object' && state !== null ? { ...state, user: author } : null;

function entriesOf(update: Uint8Array): readonly Entry[] {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  return Array.from({ length: count }, () => {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const text = decoding.readVarString(decoder);
    if (text.length > STATE_BYTES) throw new Error('a state is too large');
    return { client, clock, state: JSON.parse(text) as unknown };
  });
}

const encodeEntries = (entries: readonly Entry[]): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, entries.length);
    for (const { client, clock, state } of entries) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarString(encoder, JSON.stringify(state));
    }
  });
