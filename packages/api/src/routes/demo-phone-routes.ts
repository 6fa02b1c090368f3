import { createRoute, z } from '@hono/zod-openapi';
import { channelOf } from '@frontdesk/channels/registry';
import type { CustomerFile } from '@frontdesk/connector-kit/fake-vendor/protocol';
import { storable } from '@frontdesk/core/text';
import { readInbox, listInboxes } from '@frontdesk/usecases/queries/inboxes';
import { receiveVisitorReceipt } from '@frontdesk/usecases/visitors/visitor-delivery';
import {
  findVisitorConversation,
  readVisitorPage,
} from '@frontdesk/usecases/visitors/visitor-messages';
import { storeVisitorUpload } from '@frontdesk/usecases/visitors/store-visitor-upload';
import type { Visitor } from '@frontdesk/usecases/visitors/visitor';
import type { Context } from 'hono';
import type { DemoVendors, PlayedInbox } from '../demo/demo-vendors.ts';
import {
  type PhoneMessage,
  chatMessage,
  listPhoneCustomers,
  phoneMessage,
} from '../demo/phone-messages.ts';
import { apiApp, jsonBody, ok } from '../http/api-app.ts';
import type { ApiEnv } from '../http/api-env.ts';
import { limitedBody } from '../http/body-limit.ts';
import { inOrg } from '../http/in-org.ts';
import { found, unwrap } from '../http/refused-request.ts';
import { shownName } from '../http/read-upload.ts';
import { asker, secured } from '../http/secured.ts';
import { id, line } from '../shapes/fields.ts';

/**
 * The customer simulator: plays any customer on any channel. What they say goes in through the channel's real webhook
 * over HTTP, and what their phone shows is what really arrived there. Only in the demo; in no document.
 */
export const demoPhoneRoutes = apiApp();

const door = secured('inbox.read', { bucket: 'bulk', peopleOnly: true });
const hide = true as const;
const inInbox = z.object({ inboxId: id });
const customer = z.string().trim().min(1).max(100);

/** WhatsApp knows its customers by their number without the plus. */
const WITHOUT_PLUS: ReadonlySet<string> = new Set(['whatsapp']);

type Played = PlayedInbox & { readonly id: string; readonly vendors: DemoVendors['vendors'] };

/** An inbox that the caller sees and whose customers can be played. */
async function playedInbox(c: Context<ApiEnv>, inboxId: string): Promise<Played> {
  const demo = found(c.var.deps.demo, 'route');
  const inbox = found(await inOrg(c, (tx, member) => readInbox(tx, member, inboxId)), 'inbox');
  const played = found(await demo.played(inbox.id), 'inbox');
  return { ...played, id: inbox.id, vendors: demo.vendors };
}

const keyOf = ({ kind }: Played, given: string): string =>
  WITHOUT_PLUS.has(kind) ? given.replace(/^\+/, '') : given;

/** Web chat's customers are read from our own store: their page is ours. */
const isOwnPage = ({ kind }: Played): boolean =>
  channelOf(kind)?.outbound.delivery === 'visitor-socket';

const visitorOf = (
  c: Context<ApiEnv>,
  played: Played,
  key: string,
  name: string | null,
): Visitor => ({
  id: played.id,
  organizationId: asker(c).member.organizationId,
  inboxId: played.id,
  identityKey: key,
  name,
  email: null,
});

demoPhoneRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo/phone/inboxes',
    hide,
    ...door,
    responses: ok(z.any(), 'Inboxes whose customers can be played'),
  }),
  async (c) => {
    const demo = found(c.var.deps.demo, 'route');
    const inboxes = await inOrg(c, (tx, member) => listInboxes(tx, member));
    const known = await Promise.all(
      inboxes.map(async (one) => ((await demo.played(one.id)) ? one : null)),
    );
    const data = known.flatMap((one) =>
      one === null
        ? []
        : [{ id: one.id, name: one.name, channel: one.channel, address: one.address }],
    );
    return c.json({ data }, 200);
  },
);

demoPhoneRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo/systems/calls',
    hide,
    ...door,
    responses: ok(z.any(), 'What the systems that procedures call were asked, newest first'),
  }),
  async (c) => {
    const { systems } = found(c.var.deps.demo, 'route');
    return c.json({ data: systems.callsOf(asker(c).member.organizationId) }, 200);
  },
);

demoPhoneRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo/phone/{inboxId}/customers',
    hide,
    ...door,
    request: { params: inInbox },
    responses: ok(z.any(), 'Who wrote last'),
  }),
  async (c) => {
    const played = await playedInbox(c, c.req.valid('param').inboxId);
    const data = await inOrg(c, (tx, { organizationId }) =>
      listPhoneCustomers(tx, organizationId, played.id),
    );
    return c.json({ data }, 200);
  },
);

demoPhoneRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo/phone/{inboxId}/messages',
    hide,
    ...door,
    request: { params: inInbox, query: z.object({ customer }) },
    responses: ok(z.any(), 'What the phone shows; looking at it is reading it'),
  }),
  async (c) => {
    const played = await playedInbox(c, c.req.valid('param').inboxId);
    const key = keyOf(played, c.req.valid('query').customer);
    const data = isOwnPage(played) ? await chatThread(c, played, key) : phoneThread(played, key);
    return c.json({ data }, 200);
  },
);

function phoneThread(played: Played, key: string): PhoneMessage[] {
  const { vendors, kind, accountId, id: inboxId } = played;
  vendors.customerReads(kind, accountId, key);
  const media = `/api/v1/demo/phone/${inboxId}/media`;
  return vendors
    .thread(kind, accountId, key)
    .map((item) =>
      phoneMessage(
        item,
        ({ sha256, mime }) => `${media}/${sha256}?mime=${encodeURIComponent(mime)}`,
      ),
    );
}

async function chatThread(
  c: Context<ApiEnv>,
  played: Played,
  key: string,
): Promise<PhoneMessage[]> {
  const { deps } = c.var;
  const visitor = visitorOf(c, played, key, null);
  const conversationId = await findVisitorConversation(deps, visitor);
  if (conversationId === null) return [];
  const { messages } = await readVisitorPage(deps, visitor, conversationId);
  const upTo = messages.at(-1)?.number ?? 0;
  await receiveVisitorReceipt(deps, visitor, { conversationId, upTo, status: 'read' });
  return messages.map(chatMessage);
}

const MAX_SAY_BYTES = 36_000_000;

const Say = z.object({
  customer,
  name: line(120).optional(),
  text: z.string().max(100_000).transform(storable).optional(),
  mediaBase64: z.base64().optional(),
  mime: z.string().max(100).default('application/octet-stream'),
  fileName: z.string().max(255).optional(),
});

demoPhoneRoutes.openapi(
  createRoute({
    method: 'post',
    path: '/demo/phone/{inboxId}/messages',
    hide,
    security: door.security,
    middleware: [door.middleware, limitedBody(MAX_SAY_BYTES, 'What a phone sends')] as const,
    request: { params: inInbox, body: jsonBody(Say) },
    responses: {
      202: {
        description: 'Its webhook is on the way',
        content: { 'application/json': { schema: z.any() } },
      },
    },
  }),
  async (c) => {
    const played = await playedInbox(c, c.req.valid('param').inboxId);
    const { customer: given, name, text, mediaBase64, mime, fileName } = c.req.valid('json');
    const { vendors, kind, accountId } = played;
    const from = keyOf(played, given);
    const bytes = mediaBase64 === undefined ? null : Buffer.from(mediaBase64, 'base64');
    const file = bytes && { bytes, mime, fileName: shownName(fileName) };
    const files = file === null ? [] : [await uploaded(c, played, { from, file })];
    const id = vendors.customerSays(kind, {
      accountId,
      from,
      ...(name === undefined ? {} : { name }),
      ...(text === undefined ? {} : { text }),
      files,
    });
    return c.json({ id }, 202);
  },
);

/** A visitor's page uploads to our own store before it says anything. */
async function uploaded(
  c: Context<ApiEnv>,
  played: Played,
  { from, file }: { readonly from: string; readonly file: CustomerFile },
): Promise<CustomerFile> {
  if (!isOwnPage(played)) return file;
  const { bytes, mime: mimeType, fileName } = file;
  async function* once() {
    yield bytes;
  }
  const given = { fileName, mimeType, size: bytes.length, bytes: once() };
  const visitor = visitorOf(c, played, from, null);
  const { id: fileId } = unwrap(await storeVisitorUpload(c.var.deps, visitor, given));
  return { ...file, fileId };
}

demoPhoneRoutes.openapi(
  createRoute({
    method: 'get',
    path: '/demo/phone/{inboxId}/media/{sha256}',
    hide,
    ...door,
    request: {
      params: inInbox.extend({ sha256: z.string().regex(/^[\da-f]{64}$/) }),
      query: z.object({ mime: z.string().max(100) }),
    },
    responses: { 200: { description: 'The bytes' } },
  }),
  async (c) => {
    const { inboxId, sha256 } = c.req.valid('param');
    const { vendors } = await playedInbox(c, inboxId);
    const bytes = found(vendors.file(sha256), 'file');
    const { mime } = c.req.valid('query');
    // Only what a browser shows without running it keeps its type.
    const isShown = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/.test(mime);
    c.header('content-type', isShown ? mime : 'application/octet-stream');
    return c.body(new Uint8Array(bytes));
  },
);
