import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

/** Drains until nothing waits, as the queue would: again after each wait. */
async function drainAll(talks: readonly Talk[]): Promise<void> {
  await Promise.all(
    talks.map(async (talk) => {
      for (;;) {
        await talk.drain();
        if (talk.phone.length > 0) return;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }),
  );
}

describe('the rate of an inbox', () => {
  it('holds over all of its conversations, whoever drains them', async () => {
    const inbox = await desk.inbox('openphone');
    const agent = await desk.member('AGENT', [inbox.id]);
    const talks: Talk[] = [];
    while (talks.length < 14) talks.push(await Talk.begin(desk, inbox, agent));
    for (const talk of talks) await talk.reply('Hi');
    const began = performance.now();
    await drainAll(talks);
    // One and two more at once, then one every 100 ms: the fourteenth may leave after eleven waits, and no earlier.
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_100);
    expect(desk.vendors.received('openphone', inbox.accountId)).toHaveLength(14);
  });
});

describe('the rate of a pair', () => {
  it('lets a burst through and has the next one wait, without holding up other customers', async () => {
    const inbox = await desk.inbox('whatsapp');
    const [talk, other] = [await Talk.begin(desk, inbox), await Talk.begin(desk, inbox)];
    for (let n = 1; n <= 7; n += 1) await talk.reply(String(n));
    await other.reply('Hi');
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(other.phone).toHaveLength(1);
    const later = await desk.deps.db.asWorker((tx) =>
      tx.outbox.findMany({ where: { lane: talk.conversationId } }),
    );
    expect(later).toHaveLength(1);
    const waitMs = later[0]!.runAt.getTime() - Date.now();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(6_000);
  });
});
