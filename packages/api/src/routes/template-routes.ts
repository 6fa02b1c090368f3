import { createRoute, z } from '@hono/zod-openapi';
import { readInbox } from '@frontdesk/usecases/queries/inboxes';
import { readInboxTemplates } from '@frontdesk/usecases/templates/inbox-templates';
import { apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import { inOrg } from '../http/in-org.ts';
import { create } from '../http/mutate.ts';
import { found } from '../http/refused-request.ts';
import { asker, secured } from '../http/secured.ts';
import { MessageShape } from '../shapes/conversation-shapes.ts';
import { id, line, oneId, time } from '../shapes/fields.ts';
import { newRowId } from '../shapes/workspace-shapes.ts';
import { conversationFor } from './conversation-routes.ts';
import { messageFor } from './timeline-routes.ts';

/** What may be said where the time for free text is over. */
export const templateRoutes = apiApp();

const TemplateShape = z
  .object({
    name: z.string(),
    language: z.string().openapi({ description: 'As the vendor writes it: `en_US`' }),
    category: z.string(),
    header: z.string().nullable(),
    body: z.string().openapi({ description: 'Blanks stand in it as `{{1}}` or `{{name}}`' }),
    footer: z.string().nullable(),
    buttons: z.array(z.string()),
  })
  .openapi('MessageTemplate');

templateRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/inboxes/{id}/templates',
    tags: ['Inboxes'],
    summary: 'The templates that the vendor of this inbox has approved',
    description:
      'Kept for 15 minutes; `refresh=true` asks the vendor now. Empty on a channel without templates.',
    ...secured('conversation.reply'),
    request: {
      params: oneId,
      query: z.object({ refresh: z.enum(['true', 'false']).default('false') }),
    },
    responses: ok(
      z.object({
        data: z.array(TemplateShape),
        others: z.int().openapi({
          description: 'How many more are approved that need a picture, a code or a flow',
        }),
        fetchedAt: time.nullable(),
        problem: z.string().nullable().openapi({
          description: 'Why the vendor could not be asked now; what is known from before is given',
        }),
      }),
      'Those that words can fill',
    ),
  }),
  async (c) => {
    const { id: inboxId } = found(
      await inOrg(c, (tx, member) => readInbox(tx, member, c.req.valid('param').id)),
      'inbox',
    );
    const { organizationId } = asker(c).member;
    const { templates, others, fetchedAt, problem } = await readInboxTemplates(
      c.var.deps,
      { organizationId, inboxId },
      c.req.valid('query').refresh === 'true',
    );
    const data = templates.map((one) => ({ ...one, buttons: [...one.buttons] }));
    return c.json({ data, others, fetchedAt, problem }, 200);
  },
);

templateRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/conversations/{id}/template-messages',
    tags: ['Messages'],
    summary: 'Answer the customer with an approved template',
    description:
      'For when the time for free text is over. `text` is the template as it was filled: another wording at the vendor is refused with CONFLICT.',
    ...secured('conversation.reply'),
    request: {
      params: oneId,
      body: jsonBody(
        z
          .object({
            id: newRowId,
            name: line(512),
            language: line(20),
            fill: z.record(z.string().max(80), line(1_024)).default({}).openapi({
              description: 'By blank: `body.1`, `header.day`',
            }),
            text: z.string().min(1).max(100_000),
            replaces: z.array(id).max(20).default([]).openapi({
              description: 'Held messages that this takes the place of once it has gone',
            }),
            seenUpTo: z.int().min(0).optional().openapi({
              description:
                'The newest timeline number that the author had seen; absent: everything',
            }),
          })
          .openapi('NewTemplateMessage'),
      ),
    },
    responses: created(MessageShape, 'The message'),
  }),
  async (c) => {
    const conversation = await conversationFor(c, c.req.valid('param').id);
    const { id: chosen, name, language, seenUpTo, ...rest } = c.req.valid('json');
    const messageId = await create(c, 'conversation.replyWithTemplate', {
      idField: 'messageId',
      chosen,
      args: (made) => ({
        messageId: made,
        conversationId: conversation.id,
        template: { name, language },
        ...rest,
        seenUpTo: seenUpTo ?? conversation.lastNumber,
      }),
    });
    return c.json(await messageFor(c, messageId), 201);
  },
);
