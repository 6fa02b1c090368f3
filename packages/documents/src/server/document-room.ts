import { hash } from 'node:crypto';
import * as Y from 'yjs';
import type { Author, AwarenessRoom } from './awareness-room.ts';
import type {
  DocumentKey,
  DocumentStore,
  NumberedUpdate,
  StoredDocument,
} from './document-store.ts';
import {
  ackMessage,
  awarenessMessage,
  type ClientMessage,
  deniedMessage,
  readMessage,
  step1Message,
  step2Message,
  updateMessage,
} from './messages.ts';
import { REFUSALS, type Refusal } from './refusals.ts';
import { factsOf, isKnown, StateVector, type UpdateFacts } from './state-vector.ts';

/** One connection to one document. */
export interface Peer {
  readonly author: Author;
  /** Wants to be told, by its hash, of each update that is on disk. */
  readonly wantsAcks: boolean;
  /** As the member's rights are at this moment. */
  readonly mayWrite: () => boolean;
  readonly send: (message: Uint8Array) => void;
  /** Takes no more from the connection until it is resumed. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly end: (refusal: Refusal) => void;
}

/** The most that one update may bring, in bytes; all that a client has written without a network may be as large as a document. */
const UPDATE_BYTES = 256 * 1024;
const DOCUMENT_BYTES = 2 * 1024 * 1024;

/** More than this is not taken into memory before what is there is on disk, in bytes. */
const WAITING_BYTES = 4 * 1024 * 1024;

/** One statement takes this many updates at most. */
const BATCH = 1_000;

const READ_ONLY = 'You may read this document only.';

type Waiting = { readonly peer: Peer; readonly update: Uint8Array; readonly facts: UpdateFacts };

export type RoomDeps = {
  readonly store: DocumentStore;
  /** There are numbers up to `head` now, as other gateways may want to know. */
  readonly onAppended: (key: DocumentKey, head: number) => void;
  readonly onFailure: (error: unknown) => void;
  /** Whoever opens the document from now on needs another room: what this one knows does not hold any more. */
  readonly onOver: () => void;
};

/**
 * A document as long as somebody has it open on this gateway: who has it open, what is on its way to the disk and a state vector, but
 * not the document. An update is on disk before anybody else gets it and before its author is told.
 */
export class DocumentRoom {
  readonly key: DocumentKey;
  readonly awareness: AwarenessRoom;
  readonly #deps: RoomDeps;
  readonly #peers = new Set<Peer>();
  readonly #paused = new Set<Peer>();
  /** Updates of those who have not said yet what they have from before: it comes first. */
  readonly #early = new Map<Peer, Uint8Array[]>();
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** Resolves with whether there is such a document. With what is in it, it would be kept as long as somebody has it open. */
  readonly #opened: Promise<boolean>;
  #vector = new StateVector();
  /** Every update up to this number has been sent on. */
  #known = 0;
  #bytes = 0;
  #isAppending = false;
  #isOver = false;
  #catchingUp: Promise<void> | null = null;

  constructor(key: DocumentKey, awareness: AwarenessRoom, deps: RoomDeps) {
    this.key = key;
    this.awareness = awareness;
    this.#deps = deps;
    this.#opened = this.#open();
    this.#opened.catch(() => undefined);
  }

  get size(): number {
    return this.#peers.size;
  }

  /** From now on it gets what others write; what was there before it gets by asking. */
  async join(peer: Peer): Promise<void> {
    this.#peers.add(peer);
    this.#early.set(peer, []);
    peer.pause();
    try {
      if (!(await this.#opened)) return this.#finish(REFUSALS.gone);
    } catch (error) {
      return this.#fail(error);
    }
    peer.resume();
    peer.send(step1Message(this.#vector.encode()));
    const there = this.awareness.everybody();
    if (there) peer.send(awarenessMessage(there));
  }

  leave(peer: Peer): void {
    this.#peers.delete(peer);
    this.#paused.delete(peer);
    this.#early.delete(peer);
    this.awareness.leave(peer);
  }

  /** Ends every connection, as when the process ends. */
  end(refusal: Refusal): void {
    for (const peer of this.#peers) peer.end(refusal);
  }

  /** A message of a connection that has joined. */
  receive(peer: Peer, bytes: Uint8Array): void {
    try {
      this.#take(peer, readMessage(bytes));
    } catch {
      peer.end(REFUSALS.malformed);
    }
  }

  /** Tells everybody but `from` of cursors. */
  tellAwareness(update: Uint8Array, from: unknown): void {
    const message = awarenessMessage(update);
    for (const peer of this.#peers) if (peer !== from) peer.send(message);
  }

  /** The database says that the newest number is `head`, -1 that there is no such document any more. */
  async follow(head: number): Promise<void> {
    await this.#opened;
    if (head < 0) this.#finish(REFUSALS.gone);
    // It was restored: what clients have of before they bring when they come again.
    else if (head < this.#known && !this.#isAppending) this.#finish(REFUSALS.away);
    else await this.catchUp(head);
  }

  /** Sends on what other gateways have appended, up to `head` at least. Rejects where it is not there. */
  async catchUp(head: number): Promise<void> {
    await this.#opened;
    while (head > this.#known && !this.#isOver) {
      // One that is under way may have looked before `head` was written.
      const joined = this.#catchingUp;
      const before = this.#known;
      this.#catchingUp ??= this.#readOn().finally(() => {
        this.#catchingUp = null;
      });
      await this.#catchingUp;
      if (!joined && this.#known === before)
        throw new Error(`update ${head} of ${this.key.name} is not there`);
    }
  }

  #take(peer: Peer, message: ClientMessage): void {
    switch (message.is) {
      case 'step1':
        Y.decodeStateVector(message.vector);
        this.#answer(peer, message.vector).catch((error: unknown) => this.#fail(error));
        break;
      case 'step2':
        this.#takeAnswer({ peer, update: message.update, facts: factsOf(message.update) }).catch(
          (error: unknown) => this.#fail(error),
        );
        break;
      case 'update':
        this.#takeUpdate(peer, message.update);
        break;
      case 'awareness':
        if (!this.awareness.take(peer, peer.author, message.update)) peer.end(REFUSALS.tooMany);
        break;
      case 'queryAwareness': {
        const there = this.awareness.everybody();
        if (there) peer.send(awarenessMessage(there));
        break;
      }
      case 'unknown':
    }
  }

  async #answer(peer: Peer, vector: Uint8Array): Promise<void> {
    const stored = await this.#deps.store.read(this.key);
    if (!stored) return this.#finish(REFUSALS.gone);
    peer.send(step2Message(lackedBy(vector, stored)));
  }

  /**
   * All that a client has and we lack. Every client names everything that it knows to be deleted, each time. Others may have told it what
   * they have not told us: that waits for them.
   */
  async #takeAnswer({ peer, update, facts }: Waiting): Promise<void> {
    const stored = await this.#deps.store.read(this.key);
    const isNew = !isKnown(facts, stored?.updates ?? []);
    if (isNew && !peer.mayWrite()) peer.send(deniedMessage(READ_ONLY));
    else if (isNew) this.#keep({ peer, update, facts });
    else if (peer.wantsAcks) peer.send(ackMessage(hashOf(update), stored?.head ?? 0));
    const early = this.#early.get(peer) ?? [];
    this.#early.delete(peer);
    for (const one of early) this.#takeUpdate(peer, one);
  }

  #takeUpdate(peer: Peer, update: Uint8Array): void {
    if (!peer.mayWrite()) return peer.send(deniedMessage(READ_ONLY));
    const facts = factsOf(update);
    if (!facts.bringsNothing && update.length > UPDATE_BYTES)
      return peer.end(REFUSALS.updateTooLarge);
    if (!this.#vector.hasGapBefore(facts)) return this.#keep({ peer, update, facts });
    const early = this.#early.get(peer);
    if (!early || early.length >= BATCH) return peer.end(REFUSALS.gap);
    early.push(update);
  }

  #keep(waiting: Waiting): void {
    const { peer, update, facts } = waiting;
    this.#vector.add(facts);
    this.#waiting.push(waiting);
    this.#waitingBytes += update.length;
    if (this.#waitingBytes > WAITING_BYTES && !this.#paused.has(peer)) {
      this.#paused.add(peer);
      peer.pause();
    }
    if (!this.#isAppending) void this.#appendAll();
  }

  async #appendAll(): Promise<void> {
    this.#isAppending = true;
    try {
      await this.#opened;
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.splice(0, BATCH);
        if (await this.#isTooLarge(batch)) return this.#refuse(batch);
        await this.#append(batch);
        this.#waitingBytes -= lengthOf(batch.map(({ update }) => update));
        this.#resume();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isAppending = false;
    }
  }

  async #append(batch: readonly Waiting[]): Promise<void> {
    const outcome = await this.#deps.store.append(
      this.key,
      batch.map(({ peer, update }) => ({ data: update, userId: peer.author.id })),
      this.#readers(),
    );
    if (outcome.is === 'gone') return this.#finish(REFUSALS.gone);
    if (outcome.is === 'closed') return this.#finish(REFUSALS.closed);
    const taken = batch.filter(({ peer }) => !outcome.denied.has(peer.author.id));
    this.#endOf(outcome.blind, REFUSALS.denied);
    this.#endOf(outcome.denied, REFUSALS.changed);
    const first = outcome.head - taken.length + 1;
    if (first - 1 > this.#known) await this.catchUp(first - 1);
    this.#known = Math.max(this.#known, outcome.head);
    for (const [at, { peer, update }] of taken.entries()) {
      this.#tellOthers(peer, update);
      if (peer.wantsAcks) peer.send(ackMessage(hashOf(update), first + at));
    }
    if (taken.length > 0) this.#deps.onAppended(this.key, outcome.head);
  }

  /** The tail behind a snapshot is longer than what it comes to: what it comes to is looked at only when it must be. */
  async #isTooLarge(batch: readonly Waiting[]): Promise<boolean> {
    if (batch.every(({ facts }) => facts.bringsNothing)) return false;
    const more = batch.map(({ update }) => update);
    this.#bytes += lengthOf(more);
    if (this.#bytes <= DOCUMENT_BYTES) return false;
    const stored = await this.#deps.store.read(this.key);
    this.#bytes = Y.mergeUpdates([...(stored?.updates ?? []), ...more]).length;
    return this.#bytes > DOCUMENT_BYTES;
  }

  #refuse(batch: readonly Waiting[]): void {
    for (const { peer, facts } of batch) if (!facts.bringsNothing) peer.end(REFUSALS.tooLarge);
    this.#finish(REFUSALS.gap);
  }

  #tellOthers(author: Peer | null, update: Uint8Array): void {
    if (this.#peers.size === (author ? 1 : 0)) return;
    const message = updateMessage(update);
    for (const peer of this.#peers) if (peer !== author) peer.send(message);
  }

  #readers(): readonly string[] {
    return [...new Set([...this.#peers].map(({ author }) => author.id))];
  }

  /** A member whose rights are over is told nothing more. */
  #endOf(members: ReadonlySet<string>, refusal: Refusal): void {
    for (const peer of this.#peers) {
      if (!members.has(peer.author.id)) continue;
      this.#peers.delete(peer);
      peer.end(refusal);
    }
  }

  #resume(): void {
    if (this.#waitingBytes > WAITING_BYTES / 2) return;
    for (const peer of this.#paused) peer.resume();
    this.#paused.clear();
  }

  async #open(): Promise<boolean> {
    const stored = await this.#deps.store.read(this.key);
    if (stored) this.#adopt(stored);
    return stored !== null;
  }

  #adopt({ head, updates }: StoredDocument): void {
    this.#known = Math.max(this.#known, head);
    this.#vector = new StateVector(updates);
    this.#bytes = lengthOf(updates);
  }

  async #readOn(): Promise<void> {
    const { updates, blind } = await this.#deps.store.after(this.key, this.#known, this.#readers());
    this.#endOf(blind, REFUSALS.denied);
    if (updates) return this.#sendOn(updates);
    const stored = await this.#deps.store.read(this.key);
    if (!stored) return this.#finish(REFUSALS.gone);
    this.#tellOthers(null, Y.mergeUpdates([...stored.updates]));
    this.#adopt(stored);
  }

  #sendOn(updates: readonly NumberedUpdate[]): void {
    for (const { n, data } of updates) {
      if (n <= this.#known) continue;
      this.#vector.add(factsOf(data));
      this.#bytes += data.length;
      this.#tellOthers(null, data);
      this.#known = n;
    }
  }

  /** What waited may be on disk or not: clients know what they have, and say so when they come again. */
  #fail(error: unknown): void {
    this.#deps.onFailure(error);
    this.#finish(REFUSALS.away);
  }

  #finish(refusal: Refusal): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#deps.onOver();
    this.end(refusal);
  }
}

const lengthOf = (updates: readonly Uint8Array[]): number =>
  updates.reduce((sum, { length }) => sum + length, 0);

function lackedBy(vector: Uint8Array, { updates }: StoredDocument): Uint8Array {
  return Y.diffUpdate(Y.mergeUpdates([...updates]), vector);
}

/** By which an author knows which of its updates is meant: SHA-256. */
export const hashOf = (update: Uint8Array): Uint8Array => hash('sha256', update, 'buffer');
