import { createRoute, z } from '@hono/zod-openapi';
import { isDemoWorkspace, wipeDemo } from '@frontdesk/usecases/demo/wipe-demo';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { inOrg } from '../http/in-org.ts';
import { found } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';

/** The demo workspace can be cleared by its owner, where there is one. In no document. */
export const demoWorkspaceRoutes = apiApp();

const door = secured('organization.delete', { peopleOnly: true });

const isClearable = async (c: Context<ApiEnv>): Promise<boolean> =>
  c.var.deps.settings.demo &&
  inOrg(c, (tx, { organizationId }) => isDemoWorkspace(tx, organizationId));

demoWorkspaceRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo',
    hide: true,
    ...door,
    responses: ok(z.object({ clearable: z.boolean() }), 'Whether this is the demo workspace'),
  }),
  async (c) => c.json({ clearable: await isClearable(c) }, 200),
);

demoWorkspaceRoutes.openapi(
  createRoute({ method: 'delete', path: '/demo', hide: true, ...door, responses: NO_CONTENT }),
  async (c) => {
    found((await isClearable(c)) || null, 'demo workspace');
    await wipeDemo(c.var.deps, asker(c).member.organizationId);
    return c.body(null, 204);
  },
);
