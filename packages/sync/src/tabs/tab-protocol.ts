import type { MutationResult, PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { PendingItem, RefusedItem, SyncStatus } from '../client/sync-client.ts';
import type { NewMutation } from '../engine/journal.ts';
import type { LocalHits, LocalSearch, RowEdit, RowsAt } from '../store/local-store.ts';

/**
 * What a tab and the leader's engine say to each other: never SQL, always meaning. Every request is idempotent
 * and repeated to the next leader until it is answered. While there is no cursor, places are `seq` -1 in epoch ''.
 */
export type ToEngine =
  /**
   * First on every port, also after a change of leader. `groups`: windows that this tab has rows of; each is answered
   * like a `hold`. `unsaved`: mutations that no queue has named as saved, in order; the journal knows them by uid.
   * `awaited`: its own saved mutations whose outcome it has not heard; one that is archived is answered by `outcome`.
   */
  | {
      readonly type: 'attach';
      readonly tabId: string;
      readonly build: string;
      readonly visible: boolean;
      readonly groups: readonly string[];
      readonly unsaved: readonly NewMutation[];
      readonly awaited: readonly string[];
    }
  /**
   * Asks for the image anew: the last one was read while a load was under way, and a load's end does not sweep what
   * an image brought.
   */
  | { readonly type: 'refresh' }
  | { readonly type: 'mutate'; readonly mutation: NewMutation }
  /** Begins and ends to hold a window. */
  | { readonly type: 'hold'; readonly group: string }
  | { readonly type: 'release'; readonly group: string }
  | { readonly type: 'search'; readonly id: number; readonly search: LocalSearch }
  | { readonly type: 'say'; readonly say: PresenceSay }
  | { readonly type: 'visible'; readonly visible: boolean }
  /** Takes a refused or quarantined mutation off the list. */
  | { readonly type: 'dismiss'; readonly uid: string }
  /** Takes back a mutation that was not yet handed to the server. Answered by its going, or by its staying. */
  | { readonly type: 'withdraw'; readonly uid: string }
  | { readonly type: 'signed_in' }
  /** "Try now": nobody waits for a backoff. */
  | { readonly type: 'retry' }
  /** Says goodbye: the tab is closed or goes to another leader. */
  | { readonly type: 'leave' };

/** A mutation as every tab runs it: the journal's order is the order of the list. */
export type QueuedItem = Pick<PendingItem, 'uid' | 'saved' | 'sent'> & {
  /** The server has it, and only the rows here are not as far: it is run, but nobody waits for it (rule 8). */
  readonly acked?: true;
};

export type ToTab =
  /** First answer to `attach`. Image, windows, queue and status follow. */
  | { readonly type: 'attached'; readonly term: number; readonly build: string }
  /**
   * The image: rows of no window and hot ones, in parts, all of one place; the end sweeps such rows that it lacks.
   * Windows do not come with it, each is a `window` of its own.
   */
  | { readonly type: 'image'; readonly part: RowsAt; readonly epoch: string }
  | { readonly type: 'image_end'; readonly seq: number; readonly epoch: string }
  /**
   * Edits as the store commits them, cut to what this tab holds, in one step with the mutations that they settle.
   * May be ahead of the store, never behind it. A changed row that this tab does not hold comes as an `X`, since it may
   * have been hot before. `seq` and `epoch`: where the cursor stands after them.
   */
  | {
      readonly type: 'edits';
      readonly seq: number;
      readonly epoch: string;
      readonly edits: readonly RowEdit[];
      readonly settled: readonly string[];
    }
  /**
   * A window as of a place; what it lacks of the window is gone. From `hold` on its rows also come with `edits`. Null:
   * the store cannot tell now.
   */
  | {
      readonly type: 'window';
      readonly group: string;
      readonly at: RowsAt | null;
      readonly epoch: string;
    }
  /**
   * All pending mutations in order: those that this tab has not heard of come whole, the others by uid. Comes after
   * the `edits` that settle what it does not name any more.
   */
  | {
      readonly type: 'queue';
      readonly order: readonly QueuedItem[];
      readonly added: readonly NewMutation[];
    }
  | { readonly type: 'outcome'; readonly uid: string; readonly result: MutationResult }
  /** The journal could not take it: it is not kept anywhere but in this tab. */
  | { readonly type: 'not_saved'; readonly uid: string; readonly reason: string }
  | { readonly type: 'refused'; readonly items: readonly RefusedItem[] }
  | { readonly type: 'status'; readonly status: SyncStatus }
  | { readonly type: 'presence'; readonly state: PresenceState }
  | { readonly type: 'found'; readonly id: number; readonly hits: LocalHits | null };
