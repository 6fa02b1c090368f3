import { must } from '@frontdesk/core/assert';
import { type Visitor, findVisitor } from '@frontdesk/usecases/visitors/visitor';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { ApiEnv } from './api-env.ts';
import { RefusedRequest } from './refused-request.ts';
import { countAddress, countUse } from './secured.ts';

/** What a route for web-chat visitors is declared with. Their page may stand anywhere, so no cookie counts here. */
export const visitorOnly = {
  security: [{ visitor: [] }],
  middleware: createMiddleware<ApiEnv>(async (c, next) => {
    const { deps } = c.var;
    const token = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const visitor = token === undefined ? null : await findVisitor(deps, token);
    if (visitor === null) {
      await countAddress(c, 'address');
      throw new RefusedRequest({ code: 'AUTHENTICATION_ERROR', message: 'Open the chat first.' });
    }
    countUse(c, await deps.limits.take('user', `VISITOR:${visitor.id}`));
    c.set('visitor', visitor);
    await next();
  }),
};

/** Whose chat it is. Only behind {@link visitorOnly}. */
export const visitorOf = (c: Context<ApiEnv>): Visitor => must(c.var.visitor, 'visitor');
