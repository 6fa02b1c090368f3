import { channelOf } from '@frontdesk/channels/registry';
import type { WebChatDelivery, WebChatReceipt } from '@frontdesk/channels/webchat/delivery';
import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { VisitorSay } from '@frontdesk/core/visitor-protocol';
import type { Deps } from '../deps.ts';
import { receiveDelivery } from '../inbound/receive-delivery.ts';
import type { Visitor } from './visitor.ts';

type DeliveryDeps = Pick<Deps, 'db' | 'bus' | 'log' | 'now'>;

/** Receipts in one delivery. */
const MAX_RECEIPTS = 100;

/**
 * Stores what a visitor wrote as a raw delivery, as every vendor's webhook is: the pipeline behind it is the same. Said
 * again with the same id, it counts once. Once this resolves nothing is lost; rejects when the database is away.
 */
export async function receiveVisitorMessage(
  deps: DeliveryDeps,
  visitor: Visitor,
  { id, text, attachment }: VisitorSay,
): Promise<void> {
  const files = attachment && [
    {
      id: attachment.id,
      mime: attachment.mimeType,
      name: attachment.fileName,
      size: attachment.size,
    },
  ];
  await deliver(deps, visitor, id, [
    { type: 'message', id, at: deps.now().getTime(), text, ...(files ? { files } : {}) },
  ]);
}

/**
 * Stores that the team's messages up to a timeline number have reached the visitor's page, or were on its screen. What
 * is known already is not said again.
 */
export async function receiveVisitorReceipt(
  deps: DeliveryDeps,
  visitor: Visitor,
  {
    conversationId,
    upTo,
    status,
  }: { conversationId: string; upTo: number; status: 'delivered' | 'read' },
): Promise<void> {
  const rows = await deps.db.asWorker((tx) =>
    tx.message.findMany({
      where: {
        conversationId,
        organizationId: visitor.organizationId,
        direction: 'OUTBOUND',
        number: { lte: upTo },
        status: { in: status === 'read' ? ['SENT', 'DELIVERED'] : ['SENT'] },
      },
      select: { id: true },
      orderBy: { number: 'desc' },
      take: MAX_RECEIPTS,
    }),
  );
  if (rows.length === 0) return;
  const at = deps.now().getTime();
  await deliver(
    deps,
    visitor,
    newId(),
    rows.toReversed().map(({ id }): WebChatReceipt => ({ type: 'receipt', id, status, at })),
  );
}

async function deliver(
  deps: DeliveryDeps,
  { organizationId, inboxId, identityKey, name, email }: Visitor,
  id: string,
  events: WebChatDelivery['events'],
): Promise<void> {
  const delivery: Omit<WebChatDelivery, 'inbox'> = {
    v: 1,
    id,
    visitor: { id: identityKey, ...(name ? { name } : {}), ...(email ? { email } : {}) },
    events,
  };
  const body = new TextEncoder().encode(JSON.stringify(delivery));
  const dedupeKey = must(channelOf('webchat'), 'channel').deliveryKey({
    headers: {},
    query: {},
    body,
  });
  await receiveDelivery(deps, { organizationId, inboxId, headers: {}, body, dedupeKey });
}
