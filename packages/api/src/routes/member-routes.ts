import { createRoute, z } from '@hono/zod-openapi';
import { ROLES, type Permission } from '@frontdesk/core/roles';
import { inviteMember } from '@frontdesk/usecases/auth/invitations';
import { linkForColleague } from '@frontdesk/usecases/auth/password-reset';
import type { Member } from '@frontdesk/usecases/auth/rights';
import type { Actor } from '@frontdesk/usecases/mutation-handler';
import { listMembers } from '@frontdesk/usecases/queries/members';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { requireRev } from '../http/if-match.ts';
import { mutate } from '../http/mutate.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { actor, secured } from '../http/secured.ts';
import { email, id, line } from '../shapes/fields.ts';
import { MemberShape } from '../shapes/workspace-shapes.ts';
import { memberOf } from './organization-routes.ts';

/** The people of an organization. */
export const memberRoutes = apiApp();

const tags = ['Members'];
const inOrganization = z.object({ orgId: id });
const oneMember = z.object({ orgId: id, userId: id });

memberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/organizations/{orgId}/users',
    tags,
    summary: 'List members',
    ...secured('member.read'),
    request: { params: inOrganization },
    responses: ok(z.object({ data: z.array(MemberShape) }), 'By name; invited ones included'),
  }),
  async (c) => {
    const { organizationId } = await memberOf(c, c.req.valid('param').orgId, 'member.read');
    const { db, now } = c.var.deps;
    const data = await db.system((tx) => listMembers(tx, organizationId, now()));
    return c.json({ data }, 200);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/organizations/{orgId}/users',
    tags,
    summary: 'Invite somebody',
    description: 'They get a mail; where none can be sent, the answer holds the link to hand over.',
    ...secured(null, { peopleOnly: true }),
    request: {
      params: inOrganization,
      body: jsonBody(z.object({ email, name: line(120).optional(), role: z.enum(ROLES) })),
    },
    responses: created(MemberShape.extend({ link: z.string().nullable() }), 'The invited member'),
  }),
  async (c) => {
    const inviter = await memberOf(c, c.req.valid('param').orgId, 'member.write');
    const invited = unwrap(
      await inviteMember(c.var.deps, inviter, c.req.valid('json'), c.var.origin),
    );
    const { member } = await target(c, inviter.organizationId, invited.userId, 'member.write');
    return c.json({ ...member, link: invited.link }, 201);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/organizations/{orgId}/users/{userId}',
    tags,
    summary: 'One member',
    ...secured('member.read'),
    request: { params: oneMember },
    responses: ok(MemberShape, 'The member'),
  }),
  async (c) => {
    const { orgId, userId } = c.req.valid('param');
    return c.json((await target(c, orgId, userId, 'member.read')).member, 200);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/organizations/{orgId}/users/{userId}',
    tags,
    summary: 'Change role, name or whether the member is active',
    ...secured(null),
    request: {
      params: oneMember,
      body: jsonBody(
        z.object({
          role: z.enum(ROLES).optional(),
          name: line(120).optional(),
          active: z.boolean().optional(),
        }),
      ),
    },
    responses: ok(MemberShape, 'The member'),
  }),
  async (c) => {
    const { orgId, userId } = c.req.valid('param');
    const { name: displayName, ...rest } = c.req.valid('json');
    const { asker, member } = await target(c, orgId, userId, 'member.write');
    requireRev(c, member.rev);
    const args = { membershipId: member.membershipId, ...given({ ...rest, displayName }) };
    await mutate(c, 'member.update', args, { as: actorIn(c, asker) });
    return c.json((await target(c, orgId, userId, 'member.read')).member, 200);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/organizations/{orgId}/users/{userId}',
    tags,
    summary: 'Remove a member; their open conversations go back to nobody',
    ...secured(null),
    request: { params: oneMember },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { orgId, userId } = c.req.valid('param');
    const { asker, member } = await target(c, orgId, userId, 'member.write');
    const { membershipId } = member;
    await mutate(c, 'member.remove', { membershipId }, { as: actorIn(c, asker) });
    return c.body(null, 204);
  },
);

memberRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/organizations/{orgId}/users/{userId}/password-link',
    tags,
    summary: 'Make a link with which a member sets a new password',
    ...secured(null, { peopleOnly: true }),
    request: { params: oneMember },
    responses: ok(z.object({ link: z.string() }), 'Works once, for an hour'),
  }),
  async (c) => {
    const { orgId, userId } = c.req.valid('param');
    const { asker } = await target(c, orgId, userId, 'member.write');
    return c.json(unwrap(await linkForColleague(c.var.deps, asker, userId, c.var.origin)), 200);
  },
);

async function target(
  c: Context<ApiEnv>,
  organizationId: string,
  userId: string,
  permission: Permission,
) {
  const asker = await memberOf(c, organizationId, permission);
  const { db, now } = c.var.deps;
  const [member] = await db.system((tx) => listMembers(tx, organizationId, now(), userId));
  return { asker, member: found(member, 'member') };
}

/** The caller as a member of the organization in the path. */
const actorIn = (c: Context<ApiEnv>, { organizationId, membershipId }: Member): Actor => ({
  ...actor(c),
  organizationId,
  membershipId,
});
