import { createRoute, z } from '@hono/zod-openapi';
import { must } from '@frontdesk/core/assert';
import { changePassword } from '@frontdesk/usecases/auth/password-reset';
import {
  confirmSecondFactor,
  removeSecondFactor,
  renewRecoveryCodes,
  setUpSecondFactor,
} from '@frontdesk/usecases/auth/second-factor';
import { listSessions, revokeSession } from '@frontdesk/usecases/auth/sessions';
import { accessAnswer, switchOrganization } from '@frontdesk/usecases/auth/sign-in';
import { readAccount } from '@frontdesk/usecases/queries/account';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { unwrap } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { setSessionCookies } from '../http/session-cookies.ts';
import {
  ChangePasswordForm,
  FactorForm,
  FactorSetUpShape,
  MeShape,
  PasswordForm,
  RecoveryCodesShape,
  SessionShape,
  SwitchedShape,
} from '../shapes/auth-shapes.ts';
import { id, oneId } from '../shapes/fields.ts';

/** What somebody who is signed in sees and changes of their own account. */
export const accountRoutes = apiApp();

const tags = ['Auth'];
const SETTING_UP = { duringFactorSetUp: true, peopleOnly: true };

accountRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/auth/me',
    tags,
    summary: 'Who am I, and what may I do here',
    ...secured(null, { duringFactorSetUp: true }),
    responses: ok(MeShape, 'The caller; for an API key the member who made it, within its scopes'),
  }),
  async (c) => {
    const { member, pinned, use } = asker(c);
    const { organizations: all, ...account } = await readAccount(c.var.deps.db, member);
    const organizations = pinned ? all.filter(({ id }) => id === member.organizationId) : all;
    const mustSetUpSecondFactor = use === 'mfa-setup';
    return c.json({ ...account, organizations, pinned, mustSetUpSecondFactor }, 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/switch',
    tags,
    summary: 'Go on in another organization of mine',
    ...secured(null, { peopleOnly: true }),
    request: { body: jsonBody(z.object({ organizationId: id })) },
    responses: ok(SwitchedShape, 'A new access token; the refresh token stays'),
  }),
  async (c) => {
    const { organizationId } = c.req.valid('json');
    const answer = unwrap(await switchOrganization(c.var.deps, sessionOf(c), organizationId));
    setSessionCookies(c, answer);
    return c.json(answer, 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/password',
    tags,
    summary: 'Change my password; my other sessions end',
    ...secured(null, { peopleOnly: true }),
    request: { body: jsonBody(ChangePasswordForm) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { currentPassword, password } = c.req.valid('json');
    unwrap(await changePassword(c.var.deps, sessionOf(c), currentPassword, password));
    return c.body(null, 204);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/auth/sessions',
    tags,
    summary: 'Where I am signed in',
    ...secured(null, SETTING_UP),
    responses: ok(z.object({ data: z.array(SessionShape) }), 'Live sessions, newest use first'),
  }),
  async (c) => {
    const { userId, sessionId } = sessionOf(c);
    const { db, now } = c.var.deps;
    return c.json({ data: await listSessions(db, userId, sessionId, now()) }, 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/auth/sessions/{id}',
    tags,
    summary: 'Sign out there; its sockets close at once',
    ...secured(null, SETTING_UP),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    unwrap(await revokeSession(c.var.deps, sessionOf(c).userId, c.req.valid('param').id));
    return c.body(null, 204);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/totp/setup',
    tags,
    summary: 'Begin with a second factor',
    ...secured(null, SETTING_UP),
    request: { body: jsonBody(PasswordForm) },
    responses: ok(FactorSetUpShape, 'For the authenticator app; shown once'),
  }),
  async (c) => {
    const { password } = c.req.valid('json');
    const setUp = await setUpSecondFactor(c.var.deps, sessionOf(c).userId, password);
    return c.json(unwrap(setUp), 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/totp/confirm',
    tags,
    summary: 'Turn the second factor on with a first code',
    description: 'Sets a new access cookie. A program renews its token to leave the limited state.',
    ...secured(null, SETTING_UP),
    request: { body: jsonBody(FactorForm) },
    responses: ok(RecoveryCodesShape, 'Each code signs in once; shown once'),
  }),
  async (c) => {
    const { deps } = c.var;
    const person = await personOf(c);
    const codes = unwrap(await confirmSecondFactor(deps, person, c.req.valid('json').code));
    setSessionCookies(c, unwrap(await accessAnswer(deps, person, { ...sessionOf(c), ...person })));
    return c.json(codes, 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/totp/recovery-codes',
    tags,
    summary: 'Replace my recovery codes',
    ...secured(null, SETTING_UP),
    request: { body: jsonBody(FactorForm) },
    responses: ok(RecoveryCodesShape, 'The new ones; the old ones are void'),
  }),
  async (c) => {
    const { code } = c.req.valid('json');
    return c.json(unwrap(await renewRecoveryCodes(c.var.deps, sessionOf(c).userId, code)), 200);
  },
);

accountRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/auth/totp',
    tags,
    summary: 'Turn the second factor off',
    ...secured(null, SETTING_UP),
    request: { body: jsonBody(FactorForm) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { code } = c.req.valid('json');
    unwrap(await removeSecondFactor(c.var.deps, await personOf(c), code));
    return c.body(null, 204);
  },
);

/** These routes are for people only, and people have a session. */
function sessionOf(c: Context<ApiEnv>): { readonly userId: string; readonly sessionId: string } {
  const { member, sessionId } = asker(c);
  return { userId: member.userId, sessionId: must(sessionId, 'session') };
}

async function personOf(c: Context<ApiEnv>) {
  const { id, email, name, organization } = await readAccount(c.var.deps.db, asker(c).member);
  return { id, email, name, organizationId: organization.id };
}
