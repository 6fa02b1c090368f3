import { newId } from '@frontdesk/core/ids';
import { type MessageTemplate, templateText } from '@frontdesk/core/message-template';
import { must } from '@frontdesk/core/assert';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';
import { readInboxTemplates } from './inbox-templates.ts';

let desk: Desk;
let whatsapp: Inbox;
let template: MessageTemplate;
let receipts: readonly { status: 'sent' | 'failed'; afterMs: number }[] = [];

const FILL = { 'body.1': 'Ada', 'body.2': 'bay 3 is free.' };
const TEXT =
  'Hi Ada, about what you asked us: bay 3 is free. Write back here and we will go on.\n\nYou wrote to us on WhatsApp';

const listed = (inbox: Inbox, refresh = false) =>
  readInboxTemplates(
    desk.deps,
    { organizationId: desk.organizationId, inboxId: inbox.id },
    refresh,
  );

beforeAll(async () => {
  desk = await Desk.open({ receipts: () => receipts });
  whatsapp = await desk.inbox('whatsapp');
  const { templates } = await listed(whatsapp);
  template = must(
    templates.find(({ name }) => name === 'follow_up'),
    'template',
  );
});
afterAll(() => desk.close());
afterEach(() => {
  receipts = [];
  desk.vendors.faults.clear();
});

type Change = { fill?: Record<string, string>; text?: string; name?: string; seenUpTo?: number };

async function say(talk: Talk, replaces: string[] = [], change: Change = {}) {
  const messageId = newId();
  const { fill = FILL, seenUpTo = (await talk.conversation()).lastNumber } = change;
  const result = await desk.mutate(talk.agent, 'conversation.replyWithTemplate', {
    messageId,
    conversationId: talk.conversationId,
    template: { name: change.name ?? template.name, language: template.language },
    fill,
    text: change.text ?? templateText(template, fill),
    replaces,
    seenUpTo,
  });
  return { ...result, messageId };
}

/** A conversation whose window is over, with a text that waits for it. */
async function tooLate() {
  const talk = await Talk.begin(desk, whatsapp);
  await talk.age(25 * 3_600_000);
  const { messageId } = await talk.reply('Bay 3 is free');
  return { talk, held: messageId };
}

describe('the templates of an inbox', () => {
  it('are asked of the vendor once, and again when somebody wants that', async () => {
    const inbox = await desk.inbox('whatsapp');
    const first = await listed(inbox);
    expect(first).toMatchObject({ others: 2, problem: null, fetchedAt: expect.any(Date) });
    const down = { operation: 'list', fault: { kind: 'refuse', as: 'server-error' } } as const;
    desk.vendors.faults.plan(down);
    expect((await listed(inbox)).problem).toBe(null);
    expect(await listed(inbox, true)).toMatchObject({
      templates: first.templates,
      problem: expect.stringContaining('temporarily unavailable'),
    });
    expect((await listed(inbox, true)).problem).toBe(null);
  });

  it('are none on a channel that has none', async () => {
    expect(await listed(await desk.inbox('openphone'))).toEqual({
      templates: [],
      others: 0,
      fetchedAt: null,
      problem: null,
    });
  });
});

describe('a template (rule 128)', () => {
  it('goes though the window is over, as a template, and then the held text is put away', async () => {
    const { talk, held } = await tooLate();
    const { status, messageId } = await say(talk, [held]);
    expect(status).toBe('applied');
    expect(await talk.message(held)).toMatchObject({ status: 'HELD' });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual([TEXT]);
    expect(await talk.message(messageId)).toMatchObject({ status: 'SENT', text: TEXT });
    expect(await talk.message(held)).toMatchObject({
      status: 'REVOKED',
      errorCode: 'replaced',
      send: { state: 'CANCELLED' },
    });
  });

  it('that the vendor refuses leaves the held text where it is', async () => {
    const { talk, held } = await tooLate();
    desk.vendors.faults.plan({ operation: 'send', fault: { kind: 'refuse', as: 'unreachable' } });
    const { messageId } = await say(talk, [held]);
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({ status: 'FAILED' });
    expect(await talk.message(held)).toMatchObject({ status: 'HELD', text: 'Bay 3 is free' });
  });

  it('that turns out not to have arrived gives the held text back', async () => {
    receipts = [{ status: 'failed', afterMs: 0 }];
    const { talk, held } = await tooLate();
    const { messageId } = await say(talk, [held]);
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({ status: 'FAILED' });
    expect(await talk.message(held)).toMatchObject({ status: 'HELD', send: { state: 'HELD' } });
  });

  it('is held like any reply by what its author had not seen, and sent on as a template', async () => {
    const { talk, held } = await tooLate();
    const { lastNumber: seenUpTo } = await talk.conversation();
    await talk.reply('Me too', { by: await desk.member('AGENT', [whatsapp.id]) });
    const colleague = await desk.member('AGENT', [whatsapp.id]);
    await say({ ...talk, agent: colleague, conversation: () => talk.conversation() } as Talk);
    const { status, messageId } = await say(talk, [held], { seenUpTo });
    expect(status).toBe('needs_look');
    const { lastNumber } = await talk.conversation();
    expect(
      await desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo: lastNumber }),
    ).toMatchObject({ status: 'applied' });
    await desk.settle();
    expect(talk.phone.map((one) => one.text)).toEqual([TEXT, TEXT]);
    expect(await talk.message(held)).toMatchObject({ status: 'REVOKED' });
  });

  it('says what its author saw, or nothing', async () => {
    const { talk } = await tooLate();
    const conflict = { status: 'rejected', code: 'CONFLICT' };
    expect(await say(talk, [], { text: 'Hi Ada, something else' })).toMatchObject(conflict);
    expect(await say(talk, [], { name: 'not_yet_approved' })).toMatchObject(conflict);
    expect(await say(talk, [], { fill: { 'body.1': 'Ada' } })).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await desk.settle();
    expect(talk.phone).toEqual([]);
  });

  it('is one for one uid, however often it is pushed', async () => {
    const { talk } = await tooLate();
    const uid = newId();
    const args = {
      messageId: newId(),
      conversationId: talk.conversationId,
      template: { name: template.name, language: template.language },
      fill: FILL,
      text: TEXT,
      replaces: [],
      seenUpTo: (await talk.conversation()).lastNumber,
    };
    const held = (await talk.conversation()).messages.find((one) => one.status === 'HELD');
    await desk.mutate(talk.agent, 'message.discard', { messageId: must(held, 'held').id });
    const push = () =>
      desk.executor.execute({
        name: 'conversation.replyWithTemplate',
        args,
        actor: talk.agent,
        uid,
      });
    expect([(await push()).status, (await push()).status]).toEqual(['applied', 'applied']);
    await desk.settle();
    expect(talk.phone).toHaveLength(1);
  });

  it('is refused on a channel without templates', async () => {
    const talk = await Talk.begin(desk, await desk.inbox('openphone'));
    expect(await say(talk)).toMatchObject({ status: 'rejected', code: 'CONFLICT' });
  });
});
