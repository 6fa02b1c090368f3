import type { ReceiptStatus } from './channel.ts';

const RANK: Record<ReceiptStatus, number> = { sent: 1, failed: 2, delivered: 3, read: 4 };

/**
 * May a message that stands at `current` move to `next`? Vendors repeat, reorder and leave out receipts
 * (WhatsApp sends `read` without `delivered`), so only a higher one counts, and `failed` is the last word
 * unless the message was already delivered.
 */
export function receiptAdvances(current: ReceiptStatus | null, next: ReceiptStatus): boolean {
  if (current === null) return true;
  if (current === 'failed') return false;
  return RANK[next] > RANK[current];
}
