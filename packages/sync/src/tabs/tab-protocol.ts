import type { MutationResult, PresenceSay, PresenceState } from '@frontdesk/core/sync-protocol';
import type { PendingItem, RefusedItem, SyncStatus } from '../client/sync-client.ts';
import type { NewMutation } from '../engine/journal.ts';
import type { LocalHits, LocalSearch, RowEdit, RowsAt } from '../store/local-store.ts';

/**
 * What a tab and the leader's engine say to each other: never SQL, always meaning. Every request is idempotent
 * and repeated to the next leader until it is answered.
 */
export type ToEngine =
  /**
   * First on every port, also after a change of leader. `unsaved`: mutations that this tab has heard nothing of
   * yet, in order; the journal knows them by uid.
   */
  | {
      readonly type: 'attach';
      readonly tabId: string;
      readonly build: string;
      readonly visible: boolean;
      readonly groups: readonly string[];
      readonly unsaved: readonly NewMutation[];
    }
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

/** A pending mutation as every tab runs it: the journal's order is the order of the list. */
export type Queued = NewMutation & Pick<PendingItem, 'saved' | 'sent'>;

export type ToTab =
  /** First answer to `attach`. Rows, queue and status follow; `rows_end` closes the image of the rows. */
  | { readonly type: 'attached'; readonly term: number; readonly build: string }
  /** The image: rows that this tab holds, all of one place; what it lacks is gone. `seq`: of the whole image. */
  | { readonly type: 'image'; readonly part: RowsAt }
  | { readonly type: 'image_end'; readonly seq: number; readonly epoch: string }
  /**
   * Edits as the store commits them, cut to what this tab holds, in one step with the mutations that they settle.
   * May be ahead of the store, never behind it.
   */
  | {
      readonly type: 'edits';
      readonly edits: readonly RowEdit[];
      readonly settled: readonly string[];
    }
  /** A window as of a place; from `hold` on its rows also come with `edits`. Null: the store cannot tell now. */
  | { readonly type: 'window'; readonly group: string; readonly at: RowsAt | null }
  /** All pending mutations in order: those that this tab has not heard of come whole, the others by uid. */
  | {
      readonly type: 'queue';
      readonly order: readonly Pick<PendingItem, 'uid' | 'saved' | 'sent'>[];
      readonly added: readonly NewMutation[];
    }
  | { readonly type: 'outcome'; readonly uid: string; readonly result: MutationResult }
  /** The journal could not take it: it is not kept anywhere but in this tab. */
  | { readonly type: 'not_saved'; readonly uid: string; readonly reason: string }
  | { readonly type: 'refused'; readonly items: readonly RefusedItem[] }
  | { readonly type: 'status'; readonly status: SyncStatus }
  | { readonly type: 'presence'; readonly state: PresenceState }
  | { readonly type: 'found'; readonly id: number; readonly hits: LocalHits | null };
