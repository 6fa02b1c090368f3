import { associationId, newId } from '@frontdesk/core/ids';
import type { Role } from '@frontdesk/core/roles';
import type { Tx } from '@frontdesk/db/client';
import { signAccess } from '@frontdesk/usecases/auth/access-token';
import { startSession } from '@frontdesk/usecases/auth/sessions';
import type { ApiWorld } from './api-world.ts';
import { type SignedUp, call, signUp } from './caller.ts';

export const APP_SECRET = 'meta-app-secret-test';
export const VERIFY_TOKEN = 'verify-me';

const AI_PROVIDER = {
  kind: 'openai',
  name: 'GPT',
  model: 'a-model',
  apiKey: 'sk-of-this-tenant',
  inputPrice: 1,
  outputPrice: 4,
  enabled: false,
};

/** An organization with everything in it once: what a stranger must not reach. */
export type Tenant = SignedUp & {
  readonly inboxId: string;
  readonly phoneNumberId: string;
  readonly contactId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly attachmentId: string;
  readonly tagId: string;
  readonly teamId: string;
  readonly cannedReplyId: string;
  readonly notificationId: string;
  readonly deliveryId: string;
  readonly apiKeyId: string;
  readonly membershipId: string;
  readonly sessionId: string;
  readonly sopId: string;
  readonly intentId: string;
  readonly classificationId: string;
  readonly aiProviderId: string;
  readonly outgoingWebhookId: string;
};

let counter = 0;

export async function createTenant(world: ApiWorld): Promise<Tenant> {
  const owner = await signUp(world);
  const { token } = owner;
  counter += 1;
  const phoneNumberId = `10000000${counter}`;
  const post = async (path: string, body: object): Promise<string> => {
    const answer = await call(world, 'POST', `/api/v1${path}`, { token, body });
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body.id;
  };
  const inboxId = await post('/inboxes', {
    channel: 'whatsapp',
    name: 'Club line',
    credentials: {
      phoneNumberId,
      accessToken: 'token',
      appSecret: APP_SECRET,
      verifyToken: `${VERIFY_TOKEN}-${counter}`,
    },
    // Nobody listens there: the probe ends at once.
    baseUrl: 'http://127.0.0.1:9',
  });
  const workspace = await postWorkspace(post);
  const me = (await call(world, 'GET', '/api/v1/auth/me', { token })).body;
  const sessions = await call(world, 'GET', '/api/v1/auth/sessions', { token });
  const place = { organizationId: owner.organizationId, inboxId, membershipId: me.membershipId };
  const rows = await insertConversation(world, place);
  const { membershipId } = me;
  const sessionId = sessions.body.data[0].id;
  return {
    ...owner,
    inboxId,
    phoneNumberId,
    membershipId,
    sessionId,
    ...workspace,
    ...rows,
  };
}

/** One of each thing that an organization sets up, by the routes that make them. */
async function postWorkspace(post: (path: string, body: object) => Promise<string>) {
  const tagId = await post('/tags', { name: 'VIP', color: '#5b4fd6' });
  const teamId = await post('/teams', { name: 'Front', color: '#5b4fd6' });
  const cannedReplyId = await post('/canned-replies', {
    shortcut: 'hi',
    title: 'Hello',
    body: 'Hi!',
  });
  const intentId = await post('/ai/intents', { name: 'lost_property', examples: ['My glove'] });
  const sopId = await post('/sops', { title: 'Lost property' });
  const aiProviderId = await post('/ai/providers', AI_PROVIDER);
  const outgoingWebhookId = await post('/ai/webhooks', {
    name: 'Club',
    url: 'https://club.example/hook',
  });
  const apiKeyId = await post('/api-keys', { name: 'Zap', scopes: ['contact.read'] });
  return {
    tagId,
    teamId,
    cannedReplyId,
    intentId,
    sopId,
    aiProviderId,
    outgoingWebhookId,
    apiKeyId,
  };
}

type Place = {
  readonly organizationId: string;
  readonly inboxId: string;
  readonly membershipId: string;
};

/** A customer's conversation with one message and one file in it. */
export async function insertConversation(world: ApiWorld, place: Place, name = 'Ben Customer') {
  const ids = {
    contactId: newId(),
    conversationId: newId(),
    messageId: newId(),
    attachmentId: newId(),
    classificationId: newId(),
    notificationId: newId(),
    deliveryId: newId(),
  };
  await world.deps.db.asWorker(async (tx) => {
    await insertPerson(tx, place, { ...ids, name });
    await insertMessage(tx, place, ids);
    const { organizationId, membershipId: scopeId } = place;
    await insertReading(tx, place, ids);
    await insertUnreadDelivery(tx, place, ids.deliveryId);
    const id = ids.notificationId;
    await tx.notification.create({
      data: { id, organizationId, scopeId, kind: 'mention', text: 'x' },
    });
  });
  return ids;
}

/** A webhook that nobody could read. */
const insertUnreadDelivery = (tx: Tx, { organizationId, inboxId }: Place, id: string) =>
  tx.inboundDelivery.create({
    data: {
      id,
      organizationId,
      inboxId,
      dedupeKey: id,
      headers: {},
      body: new TextEncoder().encode('nonsense'),
      state: 'UNPARSED',
    },
  });

/** How the customer's message was read: nobody can be sure. */
const insertReading = (
  tx: Tx,
  { organizationId, inboxId: scopeId }: Place,
  { classificationId: id, conversationId, messageId }: Record<ReadingIds, string>,
) =>
  tx.classification.create({
    data: {
      id,
      organizationId,
      scopeId,
      conversationId,
      messageId,
      number: 1,
      confidence: 0.3,
      urgency: 'NORMAL',
      provider: 'embedded',
      ms: 1,
    },
  });

type ReadingIds = 'classificationId' | 'conversationId' | 'messageId';

type PersonIds = {
  readonly contactId: string;
  readonly conversationId: string;
  readonly name: string;
};

async function insertPerson(
  tx: Tx,
  { organizationId, inboxId }: Place,
  { contactId, conversationId, name }: PersonIds,
): Promise<void> {
  const identityId = newId();
  const cardId = associationId(inboxId, contactId);
  const scope = { organizationId, scopeId: inboxId, inboxId };
  const phone = '+14165550142';
  await tx.contact.create({ data: { id: contactId, organizationId, name, phone } });
  await tx.channelIdentity.create({
    data: { id: identityId, organizationId, channel: 'whatsapp', key: identityId, contactId },
  });
  await tx.contactCard.create({ data: { id: cardId, ...scope, contactId, name, phone } });
  await tx.conversation.create({
    data: {
      id: conversationId,
      ...scope,
      channel: 'whatsapp',
      identityId,
      cardId,
      lastNumber: 1,
      lastInboundNumber: 1,
      lastMessageAt: new Date(),
      lastInboundAt: new Date(),
      lastMessagePreview: 'Is bay 3 free?',
      lastMessageDirection: 'INBOUND',
      lastMessageAuthorKind: 'CUSTOMER',
    },
  });
}

type MessageIds = {
  readonly conversationId: string;
  readonly messageId: string;
  readonly attachmentId: string;
};

async function insertMessage(
  tx: Tx,
  { organizationId, inboxId: scopeId }: Place,
  { conversationId, messageId, attachmentId }: MessageIds,
): Promise<void> {
  const place = { organizationId, scopeId, conversationId };
  await tx.message.create({
    data: {
      id: messageId,
      ...place,
      number: 1,
      episode: 1,
      direction: 'INBOUND',
      type: 'TEXT',
      text: 'Is bay 3 free?',
      status: 'RECEIVED',
      authorKind: 'CUSTOMER',
    },
  });
  await tx.attachment.create({
    data: {
      id: attachmentId,
      ...place,
      messageId,
      kind: 'IMAGE',
      fileName: 'bay.png',
      mimeType: 'image/png',
      size: 4,
      state: 'READY',
    },
  });
}

export type Colleague = {
  readonly token: string;
  readonly userId: string;
  readonly membershipId: string;
};

/** A member of that role with a session, who sees the given inboxes. No password: tests of sign-in make their own. */
export async function addColleague(
  world: ApiWorld,
  organizationId: string,
  role: Role,
  inboxIds: readonly string[] = [],
): Promise<Colleague> {
  const { db, now } = world.deps;
  const [userId, membershipId] = [newId(), newId()];
  const session = await db.system(async (tx) => {
    await tx.user.create({ data: { id: userId, email: `${userId}@club.example`, name: role } });
    await tx.membership.create({
      data: {
        id: membershipId,
        organizationId,
        scopeId: organizationId,
        userId,
        displayName: role,
        role,
      },
    });
    for (const inboxId of inboxIds) {
      await tx.inboxGrant.create({ data: { id: newId(), organizationId, inboxId, membershipId } });
    }
    return startSession(tx, { userId, organizationId }, {}, now());
  });
  const claims = { userId, sessionId: session.sessionId, organizationId };
  return { token: await signAccess(world.deps, claims, 'full'), userId, membershipId };
}
