/** Paths of the seeds' own systems that are not below `/api/v1`, and where they lead. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/openphone\/inbound$/, '/api/v1/webhooks/openphone'],
  [/^\/api\/(?=(?:auth\/login|messages|threads)(?:\/|$))/, '/api/v1/'],
];

/** The path that a request is routed by: an alias counts as what it stands for. */
export function canonicalPath(request: Request): string {
  const { pathname } = new URL(request.url);
  for (const [alias, canonical] of ALIASES) {
    if (alias.test(pathname)) return pathname.replace(alias, canonical);
  }
  return pathname;
}

/** Whether the API answers this path; all others belong to the pages. */
export const isApiPath = (pathname: string): boolean =>
  pathname === '/api' ||
  pathname.startsWith('/api/') ||
  pathname === '/health' ||
  pathname === '/.well-known/jwks.json' ||
  pathname.startsWith('/demo/vendor/') ||
  pathname.startsWith('/demo/systems/');
