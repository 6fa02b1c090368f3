import { randomUUID } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { ConnectionDropped } from '@frontdesk/connector-kit/fake-vendor/protocol';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { ApiDeps } from './api-deps.ts';
import type { DemoVendors } from './demo/demo-vendors.ts';
import type { ApiEnv } from './http/api-env.ts';
import { limitBody } from './http/body-limit.ts';
import { clientAddress } from './http/client-address.ts';
import { notFound, onError } from './http/error-answer.ts';
import { canonicalPath } from './http/paths.ts';
import { securityHeaders } from './http/security-headers.ts';
import { openApiDocument } from './openapi-document.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { aiDraftRoutes } from './routes/ai-draft-routes.ts';
import { aiProviderRoutes } from './routes/ai-provider-routes.ts';
import { authRoutes } from './routes/auth-routes.ts';
import { cannedReplyRoutes } from './routes/canned-reply-routes.ts';
import { contactCsvRoutes } from './routes/contact-csv-routes.ts';
import { contactRoutes } from './routes/contact-routes.ts';
import { conversationRoutes } from './routes/conversation-routes.ts';
import { decisionRoutes } from './routes/decision-routes.ts';
import { demoPhoneRoutes } from './routes/demo-phone-routes.ts';
import { demoWorkspaceRoutes } from './routes/demo-workspace-routes.ts';
import { docsRoutes } from './routes/docs-routes.ts';
import { fileRoutes } from './routes/file-routes.ts';
import { findingRoutes } from './routes/finding-routes.ts';
import { incomingMessageRoutes } from './routes/incoming-message-routes.ts';
import { inboxRoutes } from './routes/inbox-routes.ts';
import { intentRoutes } from './routes/intent-routes.ts';
import { memberRoutes } from './routes/member-routes.ts';
import { organizationRoutes } from './routes/organization-routes.ts';
import { outgoingWebhookRoutes } from './routes/outgoing-webhook-routes.ts';
import { personalRoutes } from './routes/personal-routes.ts';
import { readingRoutes } from './routes/reading-routes.ts';
import { seedSopRoutes } from './routes/seed-sop-routes.ts';
import { sopRoutes } from './routes/sop-routes.ts';
import { ssoRoutes } from './routes/sso-routes.ts';
import { rootRoutes, syncRoutes } from './routes/system-routes.ts';
import { tagRoutes } from './routes/tag-routes.ts';
import { teamRoutes } from './routes/team-routes.ts';
import { threadRoutes } from './routes/thread-routes.ts';
import { templateRoutes } from './routes/template-routes.ts';
import { timelineRoutes } from './routes/timeline-routes.ts';
import { visitorRoutes } from './routes/visitor-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';

/**
 * The whole REST surface as one Hono app, for the process that owns the port: give it every request whose path
 * `isApiPath` names.
 */
export function createApi(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ getPath: canonicalPath });
  app.onError(onError);
  app.notFound(notFound);
  app.use(describeRequest(deps), securityHeaders, limitBody);
  app.route('/', rootRoutes);
  const { demo } = deps;
  if (demo !== null) {
    app.all('/demo/vendor/*', answerAsVendor(demo));
    app.post('/demo/systems/*', (c) => demo.systems.fetch(c.req.raw));
  }
  for (const routes of RESOURCES) app.route('/api/v1', routes);
  app.route('/api', seedSopRoutes);
  const document = openApiDocument(app, deps.version);
  app.get('/api/v1/openapi.json', (c) => c.json(document));
  return app;
}

/** In this order: a fixed path comes before the pattern that would match it. */
const RESOURCES = [
  authRoutes,
  accountRoutes,
  organizationRoutes,
  ssoRoutes,
  memberRoutes,
  teamRoutes,
  inboxRoutes,
  conversationRoutes,
  incomingMessageRoutes,
  timelineRoutes,
  templateRoutes,
  aiDraftRoutes,
  aiProviderRoutes,
  intentRoutes,
  readingRoutes,
  threadRoutes,
  contactCsvRoutes,
  contactRoutes,
  tagRoutes,
  cannedReplyRoutes,
  sopRoutes,
  outgoingWebhookRoutes,
  decisionRoutes,
  findingRoutes,
  personalRoutes,
  webhookRoutes,
  syncRoutes,
  fileRoutes,
  visitorRoutes,
  demoPhoneRoutes,
  demoWorkspaceRoutes,
  docsRoutes,
];

/** The built-in vendors speak for themselves: no limits, no error shape, and a connection may end without an answer. */
const answerAsVendor = (demo: DemoVendors) => async (c: Context<ApiEnv>) => {
  try {
    return await demo.fetch(c.req.raw);
  } catch (error) {
    if (!(error instanceof ConnectionDropped)) throw error;
    c.env.incoming?.socket.destroy();
    return c.body(null, 502);
  }
};

/** Gives a request its id and its surroundings, and reports it when it is answered. */
const describeRequest = (deps: ApiDeps) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const started = performance.now();
    const requestId = `req_${randomUUID().replaceAll('-', '')}`;
    const ip = clientAddress(c, deps.settings);
    const userAgent = c.req.header('user-agent')?.slice(0, 300);
    c.set('deps', deps);
    c.set('requestId', requestId);
    c.set('origin', {
      ...(ip === undefined ? {} : { ip }),
      ...(userAgent === undefined ? {} : { userAgent }),
    });
    await next();
    c.header('x-request-id', requestId);
    deps.onAnswer?.({
      requestId,
      method: c.req.method,
      route: routePath(c, -1),
      status: c.res.status,
      durationMs: performance.now() - started,
      userId: c.var.principal?.member.userId,
      organizationId: c.var.principal?.member.organizationId,
    });
  });
