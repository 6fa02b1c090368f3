import type { Limits } from '@frontdesk/connector-kit/channel';

const HOUR_MS = 3_600_000;

/** Why free text may no longer be sent; null while it may. `lastInboundMsAgo`: since the customer last wrote, null for never. */
export function windowClosed(
  limits: Limits,
  lastInboundMsAgo: number | null,
): { code: string; why: string } | null {
  const hours = limits.replyWindowHours;
  if (hours === null || (lastInboundMsAgo !== null && lastInboundMsAgo < hours * HOUR_MS))
    return null;
  const why = `More than ${hours} hours have passed since the customer last wrote. This channel only takes an approved template now.`;
  return { code: 'window-closed', why };
}
