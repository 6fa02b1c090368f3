import type { BootstrapPage } from '@frontdesk/core/sync-protocol';
import { shareTexts } from './share-texts.ts';
import type { PageAnswer, PageFailure, PageRequest, PageSource } from './page-source.ts';

/** A page is at most a few megabytes; a phone on a bad line gets this long for one. */
const TIMEOUT_MS = 60_000;

/** `url` is the bootstrap's path, of this origin or absolute; a client without a browser's cookies brings its token. */
type Source = { readonly url: string; readonly token?: string };

/** Pages over HTTP, with the page's own cookies. */
export function httpPages(source: Source): PageSource {
  return { fetch: (request) => fetchPage(source, request) };
}

async function fetchPage({ url, token }: Source, request: PageRequest): Promise<PageAnswer> {
  const query = new URLSearchParams({ replicaId: request.replicaId });
  if (request.scope !== null) query.set('scope', request.scope);
  if (request.page !== null) query.set('page', request.page);
  try {
    const response = await fetch(`${url}?${query}`, {
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return { ok: false, failure: failureOf(response, request) };
    // The gateway's own answer, by the protocol that both sides are built from.
    const page = (await response.json()) as BootstrapPage;
    shareTexts(page);
    return { ok: true, page };
  } catch {
    return { ok: false, failure: { kind: 'unavailable' } };
  }
}

function failureOf(response: Response, request: PageRequest): PageFailure {
  if (response.status === 401) return { kind: 'unauthorised' };
  const isOfPage = request.page !== null && [400, 404, 410].includes(response.status);
  if (isOfPage) return { kind: 'expired' };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds)
    ? { kind: 'unavailable', retryAfterMs: seconds * 1_000 }
    : { kind: 'unavailable' };
}
