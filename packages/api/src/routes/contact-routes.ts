import { createRoute, z } from '@hono/zod-openapi';
import { storable } from '@frontdesk/core/text';
import {
  conversationIdsOfContact,
  listContacts,
  readContact,
} from '@frontdesk/usecases/queries/contacts';
import { readConversations } from '@frontdesk/usecases/queries/conversations';
import { searchContacts } from '@frontdesk/usecases/queries/search';
import type { Context } from 'hono';
import { NO_CONTENT, apiApp, created, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { given } from '../http/given.ts';
import { withRev } from '../http/if-match.ts';
import { inOrg } from '../http/in-org.ts';
import { create, mutate } from '../http/mutate.ts';
import { found } from '../http/refused-request.ts';
import { secured } from '../http/secured.ts';
import {
  ContactShape,
  ConversationShape,
  WholeContactShape,
} from '../shapes/conversation-shapes.ts';
import { id, line, listOf, oneId, paging } from '../shapes/fields.ts';
import { newRowId } from '../shapes/workspace-shapes.ts';

export const contactRoutes = apiApp();

const tags = ['Contacts'];

const phone = z
  .string()
  .regex(/^\+[1-9]\d{4,14}$/, 'a number like +14165550142')
  .openapi({ example: '+14165550142' });
const email = z.email().max(254);
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 tag');
const timezone = z.string().min(1).max(64);

const ContactForm = z.object({
  id: newRowId,
  name: line(200),
  phone: phone.optional(),
  email: email.optional(),
  language: language.optional(),
  timezone: timezone.optional(),
});

const ContactPatch = z
  .object({
    name: line(200),
    phone: phone.nullable(),
    email: email.nullable(),
    language: language.nullable(),
    timezone: timezone.nullable(),
    blocked: z.boolean(),
  })
  .partial();

const contactFor = async (c: Context<ApiEnv>, contactId: string) =>
  found(await inOrg(c, (tx, member) => readContact(tx, member, contactId)), 'contact');

contactRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/contacts',
    tags,
    summary: 'List and search contacts',
    ...secured('contact.read'),
    request: {
      query: paging.extend({
        q: z
          .string()
          .trim()
          .min(1)
          .max(200)
          .optional()
          .openapi({ description: 'Words or parts of them; best matches, one page' }),
        tagId: id.optional(),
        phone: z.string().max(30).transform(storable).optional(),
        email: z.string().max(254).transform(storable).optional(),
      }),
    },
    responses: ok(listOf(ContactShape), 'Newest first'),
  }),
  async (c) => {
    const { q, ...query } = c.req.valid('query');
    const page = await inOrg(c, async (tx, member) => {
      if (q === undefined) return listContacts(tx, member, query, query);
      const ids = await searchContacts(tx, member, q, query.limit);
      return listContacts(tx, member, { ...query, ids }, query);
    });
    return c.json(page, 200);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/contacts',
    tags,
    summary: 'Create a contact',
    ...secured('contact.write'),
    request: { body: jsonBody(ContactForm) },
    responses: created(WholeContactShape, 'The contact'),
  }),
  async (c) => {
    const { id: chosen, ...fields } = c.req.valid('json');
    const contactId = await create(c, 'contact.create', {
      idField: 'contactId',
      chosen,
      args: (made) => ({ contactId: made, ...given(fields) }),
    });
    return c.json(await contactFor(c, contactId), 201);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/contacts/{id}',
    tags,
    summary: 'One contact',
    ...secured('contact.read'),
    request: { params: oneId },
    responses: ok(WholeContactShape, 'The contact'),
  }),
  async (c) => {
    const contact = await contactFor(c, c.req.valid('param').id);
    c.header('etag', `"${contact.rev}"`);
    return c.json(contact, 200);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'patch',
    path: '/contacts/{id}',
    tags,
    summary: 'Update a contact',
    ...secured('contact.write'),
    request: { params: oneId, body: jsonBody(ContactPatch) },
    responses: ok(WholeContactShape, 'The contact'),
  }),
  async (c) => {
    const { id: contactId } = await contactFor(c, c.req.valid('param').id);
    await mutate(c, 'contact.update', { contactId, ...withRev(c, given(c.req.valid('json'))) });
    return c.json(await contactFor(c, contactId), 200);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/contacts/{id}',
    tags,
    summary: 'Erase a contact',
    ...secured('contact.delete'),
    request: { params: oneId },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: contactId } = await contactFor(c, c.req.valid('param').id);
    await mutate(c, 'contact.delete', { contactId });
    return c.body(null, 204);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/contacts/{id}/tags',
    tags,
    summary: 'Tag a contact',
    ...secured('contact.write'),
    request: { params: oneId, body: jsonBody(z.object({ tagId: id })) },
    responses: ok(WholeContactShape, 'The contact'),
  }),
  async (c) => {
    const { id: contactId } = await contactFor(c, c.req.valid('param').id);
    await mutate(c, 'contact.tag', { contactId, tagId: c.req.valid('json').tagId });
    return c.json(await contactFor(c, contactId), 200);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'delete',
    path: '/contacts/{id}/tags/{tagId}',
    tags,
    summary: 'Take a tag off a contact',
    ...secured('contact.write'),
    request: { params: oneId.extend({ tagId: id }) },
    responses: NO_CONTENT,
  }),
  async (c) => {
    const { id: asked, tagId } = c.req.valid('param');
    const { id: contactId } = await contactFor(c, asked);
    await mutate(c, 'contact.untag', { contactId, tagId });
    return c.body(null, 204);
  },
);

contactRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/contacts/{id}/conversations',
    tags,
    summary: 'The conversations with a contact',
    ...secured('contact.read'),
    request: { params: oneId },
    responses: ok(
      z.object({ data: z.array(ConversationShape) }),
      'Of the inboxes that I see, newest first',
    ),
  }),
  async (c) => {
    const { id: contactId } = await contactFor(c, c.req.valid('param').id);
    const data = await inOrg(c, async (tx, member) =>
      readConversations(
        tx,
        await conversationIdsOfContact(tx, member, contactId, MOST_CONVERSATIONS),
      ),
    );
    return c.json({ data }, 200);
  },
);

/** A contact has one conversation for each identity and inbox: more than this is nobody's. */
const MOST_CONVERSATIONS = 200;
