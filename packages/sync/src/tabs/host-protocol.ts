/** What a page says to its own engine worker. */
export type ToHost =
  | {
      readonly op: 'start';
      /** Whose work and rows these are: one organization's member. */
      readonly owner: string;
      readonly build: string;
      readonly visible: boolean;
      /** Names this tab's own journal where the browser has no Web Locks, so that no leader can be found. */
      readonly tab: string;
      /** This page's last worker failed: this one takes the lead from nobody who has it. */
      readonly isMeek: boolean;
      /** The app's, handed on as they are. */
      readonly settings: unknown;
    }
  | { readonly op: 'visible'; readonly visible: boolean }
  /** Comes with the leader's end of a channel to a tab, which holds the lock of that name while it lives. */
  | { readonly op: 'peer'; readonly tab: string }
  /** Closes everything in good order; answered by `closed`. */
  | { readonly op: 'close' };

/** What an engine worker says to the page that made it. */
export type FromHost =
  /** It is there, and its event loop turns. */
  | { readonly op: 'beat' }
  /** It leads and takes channels. */
  | { readonly op: 'leading'; readonly term: number }
  /** The lead is lost, or was handed over: this worker is done, another may begin anew. */
  | { readonly op: 'over' }
  /** It cannot lead: this worker is done. */
  | { readonly op: 'failed'; readonly reason: string }
  /** A newer build leads: the page should be loaded anew. */
  | { readonly op: 'outdated'; readonly build: string }
  | { readonly op: 'closed' };

/** How often a worker says that it is there, in ms. */
export const HOST_BEAT_MS = 2_000;

/** The lock that a page holds while it lives, by the name that it gives itself. */
export const tabLock = (tab: string): string => `sync-tab:${tab}`;
