/** What a tab says to the service worker. */
export type FromTab =
  /** A new version waits: take over if every tab agrees. */
  | { readonly type: 'activate_if_agreed' }
  /** Its user asked for it: take over now. */
  | { readonly type: 'activate' }
  /** Fetch what is missing of the engine's files. */
  | { readonly type: 'keep_engine' };

/** What the service worker says to a tab. */
export type ToServiceTab =
  /** May this tab be reloaded? Answered by a boolean on the port that comes along. */
  | { readonly type: 'may_reload' }
  /** The browser believes that there is a network again. */
  | { readonly type: 'retry' };

/** The name under which the browser wakes us when there is a network again. */
export const SYNC_TAG = 'frontdesk-queue';
