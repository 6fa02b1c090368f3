import { createRoute, z } from '@hono/zod-openapi';
import { type Permission, can } from '@frontdesk/core/roles';
import {
  deleteOrganization,
  listOrganizations,
  readOrganization,
  updateOrganization,
} from '@frontdesk/usecases/auth/organizations';
import { type Member, loadRights } from '@frontdesk/usecases/auth/rights';
import { mustUseSecondFactor, usesSecondFactor } from '@frontdesk/usecases/auth/second-factor';
import { createOrganization } from '@frontdesk/usecases/auth/sign-up';
import { barrier } from '@frontdesk/usecases/auth/sso-reach';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { ifMatch } from '../http/if-match.ts';
import { RefusedRequest, found, unwrap } from '../http/refused-request.ts';
import { SET_UP_FIRST, asker, secured } from '../http/secured.ts';
import { RoleShape } from '../shapes/auth-shapes.ts';
import { id, line, oneId, time } from '../shapes/fields.ts';

export const organizationRoutes = apiApp();

const tags = ['Organizations'];

const OrganizationShape = z
  .object({
    id,
    name: z.string(),
    slug: z.string(),
    timezone: z.string(),
    requireMfa: z.boolean(),
    createdAt: time,
    updatedAt: time,
    rev: z.int(),
  })
  .openapi('Organization');

const MineShape = OrganizationShape.extend({ role: RoleShape });

const timezone = z
  .string()
  .max(64)
  .refine(isTimezone, { error: 'an IANA time zone such as Europe/Paris' });

/**
 * The caller as a member of the organization in the path: any that their session opens, for a person; its own, for a
 * key. Everything else is not there.
 */
export async function memberOf(
  c: Context<ApiEnv>,
  organizationId: string,
  permission: Permission,
): Promise<Member> {
  const { member, sessionId, pinned } = asker(c);
  const here = member.organizationId === organizationId;
  const found_ = here
    ? member
    : pinned || sessionId === null
      ? null
      : await memberElsewhere(c, sessionId, organizationId);
  const checked = found(found_, 'organization');
  if (can(checked.rights, permission)) return checked;
  throw new RefusedRequest({
    code: 'AUTHORIZATION_ERROR',
    message: 'Your role does not allow that.',
  });
}

/**
 * The caller in another organization than the token's, which may ask for a second factor, or for its own provider's word,
 * that the token's does not.
 */
async function memberElsewhere(
  c: Context<ApiEnv>,
  sessionId: string,
  organizationId: string,
): Promise<Member | null> {
  const { userId } = asker(c).member;
  return c.var.deps.db.system(async (tx) => {
    const refusal = await barrier(tx, { userId, sessionId }, organizationId);
    if (refusal !== null) throw new RefusedRequest(refusal);
    const isOpen =
      !(await mustUseSecondFactor(tx, organizationId, userId)) ||
      (await usesSecondFactor(tx, userId));
    if (!isOpen) throw new RefusedRequest(SET_UP_FIRST);
    return loadRights(tx, organizationId, userId);
  });
}

organizationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/organizations',
    tags,
    summary: 'The organizations that I belong to',
    ...secured('member.read'),
    responses: ok(z.object({ data: z.array(MineShape) }), 'With my role in each'),
  }),
  async (c) => {
    const { pinned, member } = asker(c);
    const all = await c.var.deps.db.system((tx) => listOrganizations(tx, member.userId));
    const mine = pinned ? all.filter((one) => one.id === member.organizationId) : all;
    return c.json({ data: mine }, 200);
  },
);

organizationRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/organizations',
    tags,
    summary: 'Create another organization of mine',
    ...secured(null, { peopleOnly: true }),
    request: { body: jsonBody(z.object({ name: line(120) })) },
    responses: created(OrganizationShape, 'I am its owner; `POST /auth/switch` goes there'),
  }),
  async (c) => {
    const { userId, displayName } = asker(c).member;
    const owner = { id: userId, name: displayName };
    const made = await c.var.deps.db.system(async (tx) =>
      readOrganization(
        tx,
        await createOrganization(tx, owner, c.req.valid('json').name, c.var.origin),
      ),
    );
    return c.json(found(made, 'organization'), 201);
  },
);

organizationRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/organizations/{id}',
    tags,
    summary: 'One organization of mine',
    ...secured('member.read'),
    request: { params: oneId },
    responses: ok(OrganizationShape, 'The organization'),
  }),
  async (c) => {
    const { organizationId } = await memberOf(c, c.req.valid('param').id, 'member.read');
    const row = await c.var.deps.db.withOrg(organizationId, (tx) =>
      readOrganization(tx, organizationId),
    );
    return c.json(found(row, 'organization'), 200);
  },
);

organizationRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/organizations/{id}',
    tags,
    summary: 'Update an organization',
    ...secured(null),
    request: {
      params: oneId,
      body: jsonBody(
        z.object({
          name: line(120).optional(),
          timezone: timezone.optional(),
          requireMfa: z.boolean().optional().openapi({
            description: 'Ask owners and admins for a second factor',
          }),
        }),
      ),
    },
    responses: ok(OrganizationShape, 'The organization'),
  }),
  async (c) => {
    const member = await memberOf(c, c.req.valid('param').id, 'organization.write');
    const change = { ...given(c.req.valid('json')), ifRev: ifMatch(c) };
    return c.json(unwrap(await updateOrganization(c.var.deps, member, change, c.var.origin)), 200);
  },
);

organizationRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/organizations/{id}',
    tags,
    summary: 'End an organization',
    ...secured(null, { peopleOnly: true }),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const member = await memberOf(c, c.req.valid('param').id, 'organization.delete');
    await deleteOrganization(c.var.deps, member, c.var.origin);
    return c.body(null, 204);
  },
);

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
