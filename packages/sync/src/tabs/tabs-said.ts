/** What the tabs of one user in one browser tell each other over a BroadcastChannel. */
export type TabsSaid =
  /** The leader is there. `term` is null while it opens the journal. */
  | {
      readonly op: 'beat';
      readonly from: string;
      readonly term: number | null;
      readonly build: string;
      /** How long nobody could see its tab, in ms; null: it is in view. */
      readonly hiddenFor: number | null;
    }
  /** A new leader takes ports. */
  | { readonly op: 'leads'; readonly term: number }
  /** A tab that would rather lead, or wonders whether anybody does. Answered by a beat or by `yours`. */
  | { readonly op: 'ask'; readonly from: string; readonly build: string; readonly visible: boolean }
  /** The leader has closed everything: its lock is there to be taken. */
  | { readonly op: 'yours'; readonly to: string }
  /** Somebody takes the lock from a leader that gives no sign. */
  | { readonly op: 'stealing' }
  /** Asks for a port, where no switchboard can hand one over: both ends open a BroadcastChannel of that name. */
  | { readonly op: 'want'; readonly tab: string; readonly channel: string };

export const tabsChannel = (owner: string): string => `sync-tabs:${owner}`;
