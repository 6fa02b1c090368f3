import { createRoute } from '@hono/zod-openapi';
import { acceptInvitation } from '@frontdesk/usecases/auth/invitations';
import { mailPasswordReset, resetPassword } from '@frontdesk/usecases/auth/password-reset';
import { revokeSession } from '@frontdesk/usecases/auth/sessions';
import { type Signed, renew, signIn } from '@frontdesk/usecases/auth/sign-in';
import { signUp } from '@frontdesk/usecases/auth/sign-up';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { RefusedRequest, unwrap } from '../http/refused-request.ts';
import { asker, countAddress, open, secured } from '../http/secured.ts';
import { clearSessionCookies, refreshCookie, setSessionCookies } from '../http/session-cookies.ts';
import {
  AcceptForm,
  EmailForm,
  LoginForm,
  RefreshForm,
  RegisterForm,
  RenewedShape,
  ResetForm,
  SignedShape,
} from '../shapes/auth-shapes.ts';

/** Signing up, in and out. Every answer with tokens sets them as cookies too: browsers use those, programs the body. */
export const authRoutes = apiApp();

const tags = ['Auth'];

const entered = (c: Context<ApiEnv>, signed: Signed): Signed => {
  setSessionCookies(c, signed);
  return signed;
};

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/register',
    tags,
    summary: 'Create a user with an organization of their own',
    ...open,
    request: { body: jsonBody(RegisterForm) },
    responses: created(SignedShape, 'Signed in as its owner'),
  }),
  async (c) => {
    await countAddress(c, 'costly');
    const signed = unwrap(await signUp(c.var.deps, c.req.valid('json'), c.var.origin));
    return c.json(entered(c, signed), 201);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/login',
    tags,
    summary: 'Sign in',
    description:
      'Any mismatch answers 401. Where the account has a second factor, a first answer of 401 with a detail for the field `code` asks for it.',
    ...open,
    request: { body: jsonBody(LoginForm) },
    responses: ok(SignedShape, 'Signed in'),
  }),
  async (c) => {
    const signed = unwrap(await signIn(c.var.deps, c.req.valid('json'), c.var.origin));
    return c.json(entered(c, signed), 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/refresh',
    tags,
    summary: 'Trade a refresh token for the next pair',
    description:
      'Reuse of a traded token ends its whole family. Within five seconds of its use it answers 409 instead: somebody else of this session has just renewed it.',
    ...open,
    request: { body: { content: { 'application/json': { schema: RefreshForm } } } },
    responses: ok(
      RenewedShape,
      'Renewed. Who came with the cookie gets its tokens as cookies only',
    ),
  }),
  async (c) => {
    const given = c.req.valid('json').refreshToken;
    const token = given ?? refreshCookie(c);
    if (token === undefined) throw SIGN_IN_AGAIN;
    const outcome = await renew(c.var.deps, token);
    if (!outcome.ok && outcome.refusal.code === 'AUTHENTICATION_ERROR') clearSessionCookies(c);
    const signed = entered(c, unwrap(outcome));
    if (given !== undefined) return c.json(signed, 200);
    // What a cookie hides from scripts must not come back in a body.
    const { token: _, refreshToken: __, ...rest } = signed;
    return c.json(rest, 200);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/logout',
    tags,
    summary: 'End this session',
    ...secured(null, { duringFactorSetUp: true, peopleOnly: true }),
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { member, sessionId } = asker(c);
    if (sessionId !== null) await revokeSession(c.var.deps, member.userId, sessionId);
    clearSessionCookies(c);
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/forgot-password',
    tags,
    summary: 'Mail a link to set a new password',
    description: 'Answers the same for every address.',
    ...open,
    request: { body: jsonBody(EmailForm) },
    responses: { 202: { description: 'If the address has an account, a mail is on its way' } },
  }),
  (c) => {
    const { deps, requestId } = c.var;
    mailPasswordReset(deps, c.req.valid('json').email).catch((error: unknown) =>
      deps.log.error({ requestId, error: String(error) }, 'a reset link could not be mailed'),
    );
    return c.body(null, 202);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/reset-password',
    tags,
    summary: 'Set a new password with a link',
    ...open,
    request: { body: jsonBody(ResetForm) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { token, password } = c.req.valid('json');
    unwrap(await resetPassword(c.var.deps, token, password));
    clearSessionCookies(c);
    return c.body(null, 204);
  },
);

authRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/auth/accept-invitation',
    tags,
    summary: 'Join an organization with a link',
    description: 'A new person chooses a password; somebody with an account gives theirs.',
    ...open,
    request: { body: jsonBody(AcceptForm) },
    responses: ok(SignedShape, 'Signed in as a member'),
  }),
  async (c) => {
    const signed = unwrap(await acceptInvitation(c.var.deps, c.req.valid('json'), c.var.origin));
    return c.json(entered(c, signed), 200);
  },
);

const SIGN_IN_AGAIN = new RefusedRequest({
  code: 'AUTHENTICATION_ERROR',
  message: 'Sign in again.',
});
