import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.ts';

/** What `helmet` would set, for answers that no page is made of. A handler's own header wins. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
  'cache-control': 'no-store',
};

const ONE_YEAR_SECONDS = 31_536_000;

export const securityHeaders = createMiddleware<ApiEnv>(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) {
    if (!c.res.headers.has(name)) c.header(name, value);
  }
  if (c.var.deps.settings.publicUrl?.startsWith('https:')) {
    c.header('strict-transport-security', `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`);
  }
});
