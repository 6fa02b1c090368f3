import { createRoute, z } from '@hono/zod-openapi';
import { readSso, removeSso, saveSso } from '@frontdesk/usecases/auth/sso-connection';
import { type SsoProblem, finishSso, startSso } from '@frontdesk/usecases/auth/sso-sign-in';
import { NO_CONTENT, apiApp, jsonBody, ok } from '../http/api-app.ts';
import { unwrap } from '../http/refused-request.ts';
import { countAddress, open, secured } from '../http/secured.ts';
import { setSessionCookies } from '../http/session-cookies.ts';
import { setRound, takeRound } from '../http/sso-cookie.ts';
import { email, line, oneId, time } from '../shapes/fields.ts';
import { memberOf } from './organization-routes.ts';

/** Signing in at an organization's own OpenID Connect provider, and saying which one that is. */
export const ssoRoutes = apiApp();

const tags = ['Single sign-on'];

const domain = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(/^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain such as club.example')
  .openapi({ example: 'club.example' });

const ConnectionForm = z.object({
  issuer: z.url().max(500).openapi({ example: 'https://login.club.example' }),
  clientId: line(300),
  clientSecret: z.string().min(1).max(2_000).optional().openapi({
    format: 'password',
    description: 'Never answered. May be left out while the issuer stays',
  }),
  domains: z.array(domain).min(1).max(20).openapi({
    description: 'Of the e-mail addresses that the provider speaks for',
  }),
  enforced: z.boolean().default(false).openapi({
    description: 'Take no passwords from members with such an address, except owners',
  }),
});

const SsoShape = z
  .object({
    redirectUri: z.string().openapi({ description: 'What the provider has to know as ours' }),
    connection: z
      .object({
        issuer: z.string(),
        clientId: z.string(),
        domains: z.array(z.string()),
        enforced: z.boolean(),
        createdAt: time,
        updatedAt: time,
      })
      .nullable(),
  })
  .openapi('SingleSignOn');

const ON_ITS_WAY = { 302: { description: 'On to the next page; `sso` in its query says why not' } };

const signInPage = (why: SsoProblem): string => `/sign-in?sso=${why}`;

ssoRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/auth/sso/start',
    tags,
    summary: 'Go to the provider of my address',
    description:
      'For a browser to open. An address without a provider leads to `/sign-in?sso=none`.',
    ...open,
    request: {
      query: z.object({
        email,
        next: z.string().max(1_000).optional().openapi({ description: 'Where to go on to here' }),
      }),
    },
    responses: ON_ITS_WAY,
  }),
  async (c) => {
    await countAddress(c, 'costly');
    const { email: address, next } = c.req.valid('query');
    const started = await startSso(c.var.deps, address, next);
    if (!started.ok) return c.redirect(signInPage(started.why), 302);
    setRound(c, started.round);
    return c.redirect(started.url, 302);
  },
);

ssoRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/auth/sso/callback',
    tags,
    summary: 'Come back from the provider',
    description:
      'Sets the session’s cookies and leads to where one wanted to go, or back to `/sign-in`.',
    ...open,
    responses: ON_ITS_WAY,
  }),
  async (c) => {
    const { search } = new URL(c.req.url);
    const callback = { search, round: takeRound(c) };
    const finished = await finishSso(c.var.deps, callback, c.var.origin);
    if (!finished.ok) return c.redirect(signInPage(finished.why), 302);
    setSessionCookies(c, finished.signed);
    return c.redirect(finished.next, 302);
  },
);

ssoRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/organizations/{id}/sso',
    tags,
    summary: 'The provider of an organization',
    ...secured(null),
    request: { params: oneId },
    responses: ok(SsoShape, 'Without its secret; `connection` is null when none is set'),
  }),
  async (c) => {
    const member = await memberOf(c, c.req.valid('param').id, 'organization.write');
    return c.json(await readSso(c.var.deps, member.organizationId), 200);
  },
);

ssoRoutes.openapi(
  createRoute({
    method: 'put',
    path: '/organizations/{id}/sso',
    tags,
    summary: 'Set the provider of an organization',
    description: 'Looks whether it answers. What an owner sets signs owners in too.',
    ...secured(null, { peopleOnly: true }),
    request: { params: oneId, body: jsonBody(ConnectionForm) },
    responses: ok(SsoShape, 'As it is now'),
  }),
  async (c) => {
    const member = await memberOf(c, c.req.valid('param').id, 'organization.write');
    const saved = await saveSso(c.var.deps, member, c.req.valid('json'), c.var.origin);
    return c.json(unwrap(saved), 200);
  },
);

ssoRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/organizations/{id}/sso',
    tags,
    summary: 'Take the provider away; passwords count again',
    ...secured(null, { peopleOnly: true }),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const member = await memberOf(c, c.req.valid('param').id, 'organization.write');
    unwrap(await removeSso(c.var.deps, member, c.var.origin));
    return c.body(null, 204);
  },
);
