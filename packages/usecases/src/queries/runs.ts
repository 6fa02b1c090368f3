import type { Tx } from '@frontdesk/db/client';
import type { TimelineRequest } from './timeline.ts';

/** A conversation's runs whose message stands below `before` (absent: all), newest first, with their steps. */
export async function listRuns(tx: Tx, conversationId: string, { before, limit }: TimelineRequest) {
  const rows = await tx.sopRun.findMany({
    where: { conversationId, ...(before === undefined ? {} : { number: { lt: before } }) },
    omit: { organizationId: true, scopeId: true },
    include: {
      steps: {
        omit: { organizationId: true, scopeId: true, conversationId: true, runId: true },
        orderBy: { position: 'asc' },
      },
    },
    orderBy: [{ number: 'desc' }, { createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  return { data: rows.slice(0, limit), hasMore: rows.length > limit };
}
