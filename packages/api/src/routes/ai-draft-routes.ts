import { createRoute, z } from '@hono/zod-openapi';
import { type ReplyDraftEvent, draftReply } from '@frontdesk/usecases/providers/draft-reply';
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { apiApp } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { unwrap } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { oneId } from '../shapes/fields.ts';

/** A reply that is shown while it is written. */
export const aiDraftRoutes = apiApp();

const EVENTS = `Server-sent events, each with JSON:
\`start {provider}\`, then \`text {delta}\` until \`end {provider}\`; \`restart {why}\` voids what came so far, another \`start\` or a
\`none\` follows; \`none {why}\`: there is no draft, and what to do; \`error {code, message, requestId}\`: something broke on our side.
\`provider\` is \`embedded\` where the draft is a procedure’s own reply. Leaving ends it, at the provider too.`;

aiDraftRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/ai-draft',
    tags: ['AI'],
    summary: 'Draft a reply, streamed; nothing is sent',
    ...secured('ai.use', { bucket: 'ai' }),
    request: { params: oneId },
    responses: {
      200: { description: EVENTS, content: { 'text/event-stream': { schema: z.string() } } },
    },
  }),
  async (c) => {
    const leaving = new AbortController();
    const { member } = asker(c);
    const { id } = c.req.valid('param');
    const events = unwrap(await draftReply(c.var.deps, member, id, leaving.signal));
    const answer = streamSSE(c, async (stream) => {
      stream.onAbort(() => leaving.abort());
      await write(c, stream, events);
    });
    // Proxies that gather or compress an answer would show it in one piece at its end.
    answer.headers.set('cache-control', 'no-store, no-transform');
    answer.headers.set('x-accel-buffering', 'no');
    return answer;
  },
);

async function write(
  c: Context<ApiEnv>,
  stream: SSEStreamingApi,
  events: AsyncGenerator<ReplyDraftEvent, void>,
): Promise<void> {
  try {
    for await (const event of events) {
      if (stream.aborted) return;
      await stream.writeSSE({ event: event.kind, data: JSON.stringify(dataOf(event)) });
    }
  } catch (error) {
    const { requestId, deps } = c.var;
    deps.log.error({ requestId, error: String(error) }, 'a draft failed');
    const message = 'Something went wrong on our side.';
    const data = JSON.stringify({ code: 'INTERNAL_ERROR', message, requestId });
    await stream.writeSSE({ event: 'error', data });
  }
}

function dataOf(event: ReplyDraftEvent): object {
  switch (event.kind) {
    case 'text':
      return { delta: event.delta };
    case 'start':
    case 'end':
      return { provider: event.provider };
    case 'restart':
    case 'none':
      return { why: event.why };
  }
}
