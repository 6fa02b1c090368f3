import type { MutationResult } from '@frontdesk/core/sync-protocol';
import type { NewMutation } from '../engine/journal.ts';
import type { QueuedItem } from '../tabs/tab-protocol.ts';
import type { PendingItem } from './sync-client.ts';

/** A mutation that was made in this tab and whose outcome is not known. */
type Own = {
  readonly mutation: NewMutation;
  readonly resolve: (result: MutationResult) => void;
  /** A queue named it as saved: it lives without this tab. */
  saved: boolean;
  /** A queue of this leader named it, and the journal has not refused it since. */
  named: boolean;
  /** The journal could not take it. */
  refused: boolean;
  /** Its author took it back. */
  takenBack: boolean;
};

type Waiting = { readonly mutation: NewMutation } & QueuedItem;

/**
 * The pending mutations of this browser as one tab knows them: those that the leader's queue names, in the
 * journal's order, and after them its own that no queue has named yet.
 */
export class TabWork {
  readonly #own = new Map<string, Own>();
  readonly #known = new Map<string, NewMutation>();
  readonly #made = new Set<string>();
  #order: readonly QueuedItem[] = [];
  /** Settled by edits of this leader, though a queue may still name them. */
  #settled = new Set<string>();
  /** The image of a new leader is not whole: what its queue does not name stays shown until it is. */
  #stays: readonly Waiting[] | null = null;

  /** A new mutation; the promise is resolved by its outcome. */
  add(mutation: NewMutation): Promise<MutationResult> {
    return new Promise((resolve) => {
      const { uid } = mutation;
      this.#made.add(uid);
      const own = { saved: false, named: false, refused: false, takenBack: false };
      this.#own.set(uid, { mutation, resolve, ...own });
    });
  }

  /** Another leader is asked: answers what it has to know of this tab's work. */
  attach(): { readonly unsaved: readonly NewMutation[]; readonly awaited: readonly string[] } {
    this.#stays = this.list();
    this.#order = this.#order.filter(({ uid }) => !this.#settled.has(uid));
    this.#settled.clear();
    for (const [uid, own] of this.#own) {
      if (own.takenBack && !own.saved) this.#own.delete(uid);
      own.named = false;
    }
    const all = [...this.#own.values()];
    return {
      unsaved: all.filter(({ saved }) => !saved).map(({ mutation }) => mutation),
      awaited: all.filter(({ saved }) => saved).map(({ mutation }) => mutation.uid),
    };
  }

  /** The leader's image is whole: only what its queue names is pending. */
  imageEnded(): void {
    this.#stays = null;
  }

  queue(order: readonly QueuedItem[], added: readonly NewMutation[]): void {
    for (const mutation of added) this.#known.set(mutation.uid, mutation);
    this.#order = order;
    const named = new Set(order.map(({ uid }) => uid));
    for (const { uid, saved } of order) {
      const own = this.#own.get(uid);
      if (!own) continue;
      own.named = true;
      own.saved ||= saved;
      if (saved) own.refused = false;
    }
    for (const uid of this.#settled) if (!named.has(uid)) this.#settled.delete(uid);
    for (const [uid, own] of this.#own) {
      // Neither settled nor refused, which is told before a queue lacks it: it was taken back, by whichever tab.
      const isGone = own.named && !named.has(uid) && (own.takenBack || !own.saved);
      if (isGone) this.#own.delete(uid);
    }
  }

  settle(uids: readonly string[]): void {
    for (const uid of uids) {
      this.#settled.add(uid);
      const own = this.#own.get(uid);
      if (own) own.saved = true;
    }
  }

  /** Resolves who waits for it. */
  outcome(uid: string, result: MutationResult): void {
    const own = this.#own.get(uid);
    own?.resolve(result);
    // A queue may still name it, until the edits that settle it are here.
    if (own) this.#known.set(uid, own.mutation);
    this.#own.delete(uid);
  }

  /** Was it made in this tab? */
  wasMade(uid: string): boolean {
    return this.#made.has(uid);
  }

  notSaved(uid: string): void {
    const own = this.#own.get(uid);
    if (!own || own.saved) return;
    own.refused = true;
    own.named = false;
    if (own.takenBack) this.#own.delete(uid);
  }

  /** Those that the journal could not take: they are to be said again. */
  sayAgain(): readonly NewMutation[] {
    const refused = [...this.#own.values()].filter((own) => own.refused);
    for (const own of refused) own.refused = false;
    return refused.map(({ mutation }) => mutation);
  }

  /** Is there work that only this tab has? */
  get isUnsaved(): boolean {
    return [...this.#own.values()].some(({ saved }) => !saved);
  }

  /** Does the journal refuse work of this tab? */
  get isRefused(): boolean {
    return [...this.#own.values()].some(({ refused }) => refused);
  }

  /** True: it was nowhere but here, and is gone. Else the leader decides. */
  takeBack(uid: string): boolean {
    const own = this.#own.get(uid);
    if (!own) return false;
    if (!own.named && own.refused) return this.#own.delete(uid);
    own.takenBack = true;
    return false;
  }

  /** All that is to be run, in order. */
  list(): readonly Waiting[] {
    const listed = this.#order.flatMap((item): Waiting[] => {
      const mutation = this.#known.get(item.uid) ?? this.#own.get(item.uid)?.mutation;
      return mutation && !this.#settled.has(item.uid) ? [{ ...item, mutation }] : [];
    });
    const named = new Set(this.#order.map(({ uid }) => uid));
    const unnamed = [...this.#own.values()].flatMap(({ mutation, saved }): Waiting[] => {
      const { uid } = mutation;
      const isOut = named.has(uid) || this.#settled.has(uid) || saved;
      return isOut ? [] : [{ uid, saved, sent: false, mutation }];
    });
    const all = [...listed, ...unnamed];
    this.#forgetAllBut(all);
    if (this.#stays === null) return all;
    const stays = this.#stays.filter(({ uid }) => !this.#settled.has(uid));
    const staying = new Set(stays.map(({ uid }) => uid));
    return [...stays, ...all.filter(({ uid }) => !staying.has(uid))];
  }

  /** Mutations of other tabs are known for as long as a queue names them. */
  #forgetAllBut(listed: readonly Waiting[]): void {
    if (this.#known.size <= listed.length) return;
    const uids = new Set(this.#order.map(({ uid }) => uid));
    for (const uid of this.#known.keys()) if (!uids.has(uid)) this.#known.delete(uid);
  }
}

/** What a person would want to know as not yet confirmed. */
export const toPendingItems = (list: readonly Waiting[]): readonly PendingItem[] =>
  list
    .filter(({ acked }) => acked !== true)
    .map(({ mutation: { uid, name, args, clientAt }, saved, sent }) => ({
      uid,
      name,
      args,
      clientAt,
      saved,
      sent,
    }));
