import type { Settings } from '@frontdesk/core/settings';

const UNSAFE: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Whether a request that rides on cookies may change something. A browser says where a request comes from, in `Origin`
 * or at least in `Sec-Fetch-Site`; whatever says neither is no browser, and nobody can make it send another's cookies.
 * The origin is `PUBLIC_URL`, else the one that the request was made to.
 */
export function mayChange(request: Request, settings: Pick<Settings, 'publicUrl'>): boolean {
  if (!UNSAFE.has(request.method)) return true;
  const origin = request.headers.get('origin');
  if (origin !== null) return isOurs(origin, new URL(request.url).host, settings);
  const site = request.headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}

/** Whether an `Origin` header names the place that the request was made to, by its host. For socket handshakes too. */
export function isOurs(
  origin: string,
  host: string,
  settings: Pick<Settings, 'publicUrl'>,
): boolean {
  if (settings.publicUrl !== undefined) return origin === settings.publicUrl;
  // Any scheme: TLS may end before us.
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
