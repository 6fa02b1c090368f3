import type { Page } from '@playwright/test';
import { createDb } from '@frontdesk/db/client';
import { openBus } from '@frontdesk/queue/open-bus';
import { silentLog } from '@frontdesk/queue/silent-log';
import { hintCommitted } from '@frontdesk/usecases/hints';
import type { BarePage } from './bare-page.ts';
import type { BrowserPlace } from './device.ts';
import type { Figure } from './figures.ts';
import { openInbox, rest } from './inbox-screen.ts';
import { inFrames } from './scrolling.ts';
import type { Stage } from './stage.ts';
import { framesDuring } from './task-watch.ts';

const ROWS = 1_000;
const DELTAS = 3;
const LATEST_MS = 20_000;

/** So many customers write in one transaction, which brings them to the top of everybody's list. */
async function landDelta(place: BrowserPlace, page: Page, mark: string): Promise<void> {
  const db = createDb({ url: place.databaseUrl });
  const bus = await openBus({ directUrl: place.databaseUrl, log: silentLog });
  const { organizationId } = place;
  try {
    await db.asWorker(async (tx) => {
      const rows = await tx.conversation.findMany({
        where: { organizationId },
        orderBy: { lastMessageAt: 'asc' },
        take: ROWS,
        select: { id: true },
      });
      const now = new Date();
      await tx.conversation.updateMany({
        where: { id: { in: rows.map(({ id }) => id) } },
        data: { lastMessageAt: now, lastInboundAt: now, lastMessagePreview: mark },
      });
    });
    hintCommitted({ bus, log: silentLog }, organizationId);
    await page
      .getByRole('region', { name: 'Conversations' })
      .getByText(mark)
      .first()
      .waitFor({ timeout: LATEST_MS });
  } finally {
    await Promise.all([bus.close(), db.close()]);
  }
}

/** Frames of the list while {@link ROWS} of its rows change, until it has come to rest. */
export async function deltaFrames(place: BrowserPlace, page: Page): Promise<readonly number[]> {
  await openInbox(page);
  await page.mouse.move(900, 20);
  return framesDuring(page, async () => {
    for (let round = 0; round < DELTAS; round += 1) {
      await landDelta(place, page, `delta ${crypto.randomUUID().slice(0, 8)}`);
      await rest(page);
    }
  });
}

export const deltaFloor = ({ page }: BarePage): Promise<readonly number[]> =>
  framesDuring(page, async () => {
    for (let round = 0; round < DELTAS; round += 1) {
      await page.evaluate('floors.delta()');
      await rest(page);
    }
  });

export async function deltaFigures({ place, page, bare, tasks }: Stage): Promise<Figure[]> {
  tasks.part = 'delta of 1,000 rows';
  const floor = await deltaFloor(bare);
  return [
    {
      what: `${ROWS.toLocaleString('en')} rows change at once, ${DELTAS} times: frames until rest`,
      measured: inFrames(await deltaFrames(place, page)),
      floor: inFrames(floor),
      aim: 'no frame over 50 ms',
    },
  ];
}
