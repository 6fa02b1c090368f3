import type { BootstrapPage } from '@frontdesk/core/sync-protocol';

export type PageRequest = {
  readonly replicaId: string;
  /** One scope, or everything that the user may see. */
  readonly scope: string | null;
  /** `next` of the page before; null asks for the first. */
  readonly page: string | null;
};

export type PageFailure =
  /** 401: pauses until the user has signed in again. */
  | { readonly kind: 'unauthorised' }
  /** The network or the server is away: tried again. */
  | { readonly kind: 'unavailable'; readonly retryAfterMs?: number }
  /** The page token is of no use any more: starts over from the first page. */
  | { readonly kind: 'expired' };

export type PageAnswer =
  | { readonly ok: true; readonly page: BootstrapPage }
  | { readonly ok: false; readonly failure: PageFailure };

/** Where the replica's rows are fetched from. Never rejects. */
export interface PageSource {
  fetch(request: PageRequest): Promise<PageAnswer>;
}
