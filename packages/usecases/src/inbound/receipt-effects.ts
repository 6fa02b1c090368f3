import type { ReceiptStatus } from '@frontdesk/connector-kit/channel';
import { receiptAdvances } from '@frontdesk/connector-kit/receipt-order';
import type { MessageStatus } from '@frontdesk/core/entities';

export type ReceiptFact = {
  readonly status: ReceiptStatus;
  readonly at: Date;
  readonly errorCode: string | null;
  readonly errorText: string | null;
};

/** The part of a sent message that receipts change. */
export type Delivery = {
  readonly status: MessageStatus;
  readonly sentAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly readAt: Date | null;
  readonly errorCode: string | null;
  readonly errorText: string | null;
};

const STANDS_AT: Readonly<Partial<Record<MessageStatus, ReceiptStatus>>> = {
  SENT: 'sent',
  DELIVERED: 'delivered',
  READ: 'read',
  FAILED: 'failed',
};

const BECOMES: Readonly<Record<ReceiptStatus, MessageStatus>> = {
  sent: 'SENT',
  delivered: 'DELIVERED',
  read: 'READ',
  failed: 'FAILED',
};

/**
 * What a message is after these receipts, in whatever order they came. A failure that only we declared, and not the
 * vendor (`failedByVendor`), gives way to what the vendor says it did.
 */
export function afterReceipts(
  message: Delivery,
  receipts: readonly ReceiptFact[],
  failedByVendor: boolean,
): Delivery {
  if (message.status === 'REVOKED') return message;
  const ours = message.status === 'FAILED' && !failedByVendor;
  let standsAt = ours ? null : (STANDS_AT[message.status] ?? null);
  let now = message;
  for (const receipt of receipts) {
    if (!receiptAdvances(standsAt, receipt.status)) continue;
    standsAt = receipt.status;
    now = advance(now, receipt);
  }
  return now;
}

/** A read message was delivered, and a delivered one sent, also where the vendor left that receipt out. */
function advance(message: Delivery, { status, at, errorCode, errorText }: ReceiptFact): Delivery {
  const failed = status === 'failed';
  return {
    status: BECOMES[status],
    sentAt: message.sentAt ?? (failed ? null : at),
    deliveredAt: message.deliveredAt ?? (status === 'delivered' || status === 'read' ? at : null),
    readAt: message.readAt ?? (status === 'read' ? at : null),
    errorCode: failed ? errorCode : null,
    errorText: failed ? errorText : null,
  };
}
