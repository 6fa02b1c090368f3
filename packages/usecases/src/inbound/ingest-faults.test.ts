import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Inbox } from '../testing/desk.ts';
import { type Death, dyingDb } from '../testing/dying-db.ts';
import { fetchAttachment } from '../attachments/fetch-attachment.ts';
import { readConversation } from '../pipeline/read-conversation.ts';
import { readMessage } from '../reading/read-message.ts';
import { ingestInbox } from './ingest-inbox.ts';

let desk: Desk;
let inbox: Inbox;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('webchat');
});
afterAll(() => desk.close());

let visitors = 0;
const deaths: Death[] = [0, 1, 2].flatMap((at) =>
  (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
);

const conversationOf = (key: string) =>
  desk.deps.db.asWorker((tx) =>
    tx.conversation.findFirst({
      where: { inboxId: inbox.id, identity: { key } },
      include: { messages: { orderBy: { number: 'asc' } }, episodes: true, events: true },
    }),
  );

describe('a process that is killed while it ingests', () => {
  it.each(deaths)('at transaction $at, $when, loses no message and doubles none', async (death) => {
    const from = `visitor-${(visitors += 1)}-killed`;
    for (const text of ['one', 'two', 'three'])
      desk.vendors.customerSays('webchat', { accountId: inbox.accountId, from, text });
    await desk.vendors.idle();
    const { db, died } = dyingDb(desk.deps.db, death);
    await Promise.race([died, ingestInbox({ ...desk.deps, db }, inbox.id)]);
    await desk.settle();
    await desk.runLane('ingest-inbox', inbox.id);
    const conversation = await conversationOf(from);
    expect(conversation?.messages.map((one) => one.text)).toEqual(['one', 'two', 'three']);
    expect(conversation?.lastNumber).toBe(4);
    expect([conversation?.episodes.length, conversation?.events.length]).toEqual([1, 1]);
    expect(
      await desk.deps.db.asWorker((tx) =>
        tx.contact.count({ where: { identities: { some: { key: from } } } }),
      ),
    ).toBe(1);
  });
});

describe('a process that is killed in the pipeline behind a message', () => {
  it.each(
    [0, 1, 2, 3].flatMap((at) =>
      (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
    ),
  )('at transaction $at, $when, goes on from the recorded step', async (death) => {
    const from = `visitor-${(visitors += 1)}-killed`;
    desk.vendors.customerSays('webchat', { accountId: inbox.accountId, from, text: 'Hi' });
    await desk.vendors.idle();
    await desk.runLane('ingest-inbox', inbox.id);
    const { id } = (await conversationOf(from))!;
    const waiting = () =>
      desk.deps.db.asWorker((tx) => tx.pipelineStep.findMany({ where: { conversationId: id } }));
    expect(await waiting()).toMatchObject([{ step: readMessage.name }]);
    const { db, died } = dyingDb(desk.deps.db, death);
    await Promise.race([died, readConversation({ ...desk.deps, db }, id, desk.organizationId)]);
    await desk.settle();
    expect(await waiting()).toEqual([]);
  });
});

describe('a process that is killed while it fetches a file', () => {
  it.each(
    [0, 1].flatMap((at) =>
      (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
    ),
  )('at transaction $at, $when, leaves it to be fetched again', async (death) => {
    const whatsapp = await desk.inbox('whatsapp');
    const file = {
      bytes: Buffer.from('%PDF-1.4 a bill'),
      mime: 'application/pdf',
      fileName: 'bill.pdf',
    };
    desk.vendors.customerSays('whatsapp', {
      accountId: whatsapp.accountId,
      from: '15550100002',
      files: [file],
    });
    await desk.vendors.idle();
    await desk.runLane('ingest-inbox', whatsapp.id);
    const attachment = () =>
      desk.deps.db.asWorker((tx) =>
        tx.attachment.findFirstOrThrow({ where: { scopeId: whatsapp.id } }),
      );
    const { db, died } = dyingDb(desk.deps.db, death);
    await Promise.race([died, fetchAttachment({ ...desk.deps, db }, (await attachment()).id)]);
    await desk.settle();
    expect(await attachment()).toMatchObject({
      state: 'READY',
      mimeType: 'application/pdf',
      size: 15,
    });
  });
});

describe('a planted fault', () => {
  it('in the lane’s own query shows as a message that never arrives', async () => {
    const from = 'visitor-planted-fault';
    desk.vendors.customerSays('webchat', { accountId: inbox.accountId, from, text: 'Hi' });
    await desk.vendors.idle();
    const { db, died } = dyingDb(desk.deps.db, { at: 0, when: 'before' });
    await Promise.race([died, ingestInbox({ ...desk.deps, db }, inbox.id)]);
    expect(await conversationOf(from)).toBe(null);
    await desk.settle();
    expect((await conversationOf(from))?.messages).toHaveLength(1);
  });
});
