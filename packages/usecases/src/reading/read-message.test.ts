import { associationId } from '@frontdesk/core/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConversation } from '../pipeline/read-conversation.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { type Death, dyingDb } from '../testing/dying-db.ts';

let desk: Desk;
let webchat: Inbox;
let whatsapp: Inbox;

beforeAll(async () => {
  desk = await Desk.open();
  webchat = await desk.inbox('webchat');
  whatsapp = await desk.inbox('whatsapp');
});
afterAll(() => desk.close());

let customers = 0;

type Said = Parameters<Desk['vendors']['customerSays']>[1];

async function conversationOf(inbox: Inbox, key: string) {
  return desk.deps.db.asWorker((tx) =>
    tx.conversation.findFirstOrThrow({
      where: { inboxId: inbox.id, identity: { key } },
      include: { messages: { orderBy: { number: 'asc' } }, card: true },
    }),
  );
}

const readingsOf = (conversationId: string) =>
  desk.deps.db.asWorker((tx) =>
    tx.classification.findMany({ where: { conversationId }, orderBy: { number: 'asc' } }),
  );

/** A customer who has said something, up to the stored message. */
async function say(inbox: Inbox, said: Omit<Said, 'accountId' | 'from'>, from?: string) {
  customers += 1;
  const key =
    from ??
    (inbox.kind === 'webchat' ? `visitor-${customers}-read` : `1555010${4_000 + customers}`);
  desk.vendors.customerSays(inbox.kind, { accountId: inbox.accountId, from: key, ...said });
  await desk.vendors.idle();
  await desk.runLane('ingest-inbox', inbox.id);
  return { key, ...(await conversationOf(inbox, key)) };
}

describe('a message without anything learnt', () => {
  it('is read all the same: unsure of what is wanted, with its language and urgency', async () => {
    const { id, key, messages } = await say(webchat, {
      text: 'Bonjour, je ne peux plus me connecter à mon compte, c’est très urgent !',
    });
    await desk.settle();
    expect(await readingsOf(id)).toMatchObject([
      {
        id: associationId('classification', messages[0]!.id),
        messageId: messages[0]!.id,
        number: messages[0]!.number,
        scopeId: webchat.id,
        intentId: null,
        alternatives: [],
        language: 'fr',
        provider: 'embedded',
        correctedAt: null,
      },
    ]);
    const { intentId, intentConfidence, priority, card } = await conversationOf(webchat, key);
    expect({ intentId, intentConfidence, priority }).toEqual({
      intentId: null,
      intentConfidence: 0,
      priority: 'NORMAL',
    });
    expect(card.language).toBe('fr');
  });

  it('says nothing of a language by a word or two, and leaves a known one alone', async () => {
    const short = await say(webchat, { text: 'Merci !' });
    await desk.settle();
    expect((await conversationOf(webchat, short.key)).card.language).toBe(null);
    await desk.deps.db.asWorker((tx) =>
      tx.contactCard.update({ where: { id: short.card.id }, data: { language: 'nl' } }),
    );
    await say(
      webchat,
      { text: 'Je voudrais réserver une table pour demain soir, merci.' },
      short.key,
    );
    await desk.settle();
    expect((await conversationOf(webchat, short.key)).card.language).toBe('nl');
  });
});

describe('what is not read', () => {
  it('a file without a word leaves the conversation as it was read before', async () => {
    const { key, id } = await say(whatsapp, { text: 'Where is my locker?' });
    await desk.settle();
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({ where: { id }, data: { intentConfidence: 0.77 } }),
    );
    const bytes = Buffer.from('%PDF-1.4 refund my membership now');
    const file = { bytes, mime: 'application/pdf', fileName: 'urgent refund.pdf' };
    await say(whatsapp, { files: [file] }, key);
    await desk.settle();
    expect((await conversationOf(whatsapp, key)).intentConfidence).toBe(0.77);
    expect(await readingsOf(id)).toMatchObject([
      {},
      { intentId: null, confidence: 0, urgency: 'NORMAL', language: null },
    ]);
  });

  it('the words of a conversation that is spam', async () => {
    const { key, id } = await say(webchat, { text: 'Buy pills' });
    await desk.settle();
    await desk.deps.db.asWorker((tx) =>
      tx.conversation.update({ where: { id }, data: { status: 'SPAM' } }),
    );
    await say(webchat, { text: 'Buy more pills' }, key);
    expect(
      await desk.deps.db.asWorker((tx) => tx.pipelineStep.count({ where: { conversationId: id } })),
    ).toBe(0);
    expect(await readingsOf(id)).toHaveLength(1);
  });
});

describe('a long message', () => {
  it('is read whole, beyond what replicates', async () => {
    const filler = 'Guten Tag, ich habe eine Frage zu meiner Buchung. '.repeat(600);
    const { id, messages } = await say(webchat, { text: filler });
    expect(messages[0]!.truncated).toBe(true);
    await desk.settle();
    expect(await readingsOf(id)).toMatchObject([{ language: 'de' }]);
  });
});

describe('a process that is killed while it reads', () => {
  const deaths: Death[] = [0, 1, 2, 3, 4, 5].flatMap((at) =>
    (['before', 'rolled-back', 'committed'] as const).map((when) => ({ at, when })),
  );

  it.each(deaths)('at transaction $at, $when, reads each message once', async (death) => {
    const { id, key } = await say(webchat, { text: 'I forgot my password' });
    await say(webchat, { text: 'and my phone number too' }, key);
    const { db, died } = dyingDb(desk.deps.db, death);
    await Promise.race([died, readConversation({ ...desk.deps, db }, id, desk.organizationId)]);
    await desk.settle();
    const { messages, rev } = await conversationOf(webchat, key);
    expect((await readingsOf(id)).map((one) => one.messageId)).toEqual(
      messages.map((one) => one.id),
    );
    expect((await readingsOf(id)).every((one) => one.rev === 1)).toBe(true);
    await desk.runLane('read-conversation', id);
    expect((await conversationOf(webchat, key)).rev).toBe(rev);
  });
});
