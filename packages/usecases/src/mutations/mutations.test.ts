import { newId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../mutation-handler.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';

type Member = Actor & { userId: string; membershipId: string };

let desk: Desk;
let inbox: Inbox;
let manager: Member;
let agent: Member;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('whatsapp');
  manager = await desk.member('MANAGER', [inbox.id]);
  agent = await desk.member('AGENT', [inbox.id]);
});
afterAll(() => desk.close());

const begin = () => Talk.begin(desk, inbox, agent);

/** Runs it and expects that it was applied. */
async function run<N extends MutationName>(
  by: Actor,
  name: N,
  args: MutationArguments[N],
): Promise<unknown> {
  const result = await desk.mutate(by, name, args);
  expect(result, `${name}: ${result.message}`).toMatchObject({ status: 'applied' });
  return result.data;
}

describe('a contact', () => {
  it('is changed with its cards in every inbox, unless somebody was faster', async () => {
    const talk = await begin();
    const { cardId } = await talk.conversation();
    const card = () =>
      desk.deps.db.asWorker((tx) => tx.contactCard.findUniqueOrThrow({ where: { id: cardId } }));
    const { contactId } = await card();
    const { rev } = await desk.deps.db.asWorker((tx) =>
      tx.contact.findUniqueOrThrow({ where: { id: contactId } }),
    );
    await run(agent, 'contact.update', {
      contactId,
      name: 'Ada Lovelace',
      email: 'ada@guest.example',
      ifRev: rev,
    });
    expect(await card()).toMatchObject({ name: 'Ada Lovelace', email: 'ada@guest.example' });
    expect(
      await desk.mutate(agent, 'contact.update', { contactId, name: 'X', ifRev: rev }),
    ).toMatchObject({ code: 'CONFLICT' });
    await run(agent, 'contact.update', { contactId, email: null, ifRev: rev + 1 });
    expect(await card()).toMatchObject({ name: 'Ada Lovelace', email: null });
  });

  it('is not there for who has no card of it', async () => {
    const talk = await begin();
    const { contactId } = (await talk.conversation()).identity;
    const outsider = await desk.member('AGENT');
    const foreign = await desk.member('OWNER', [], await desk.organization());
    for (const by of [outsider, foreign])
      expect(await desk.mutate(by, 'contact.update', { contactId, name: 'X' })).toMatchObject({
        code: 'NOT_FOUND',
      });
  });

  it('that was deleted is gone until it writes again', async () => {
    const talk = await begin();
    const { contactId } = (await talk.conversation()).identity;
    expect(await desk.mutate(agent, 'contact.delete', { contactId })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    await run(manager, 'contact.delete', { contactId });
    expect(await desk.mutate(agent, 'contact.update', { contactId, name: 'X' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    talk.say('Me again');
    await desk.settle();
    await run(agent, 'contact.update', { contactId, name: 'X' });
  });

  it('is entered by hand and tagged', async () => {
    const [contactId, tagId] = [newId(), newId()];
    await run(agent, 'contact.create', { contactId, name: 'Bo', phone: '+15550100999' });
    await run(manager, 'tag.create', { tagId, name: `t ${tagId}`, color: '#112233' });
    await run(agent, 'contact.tag', { contactId, tagId });
    expect(await desk.deps.db.asWorker((tx) => tx.contactTag.count({ where: { contactId } }))).toBe(
      1,
    );
    await run(agent, 'contact.untag', { contactId, tagId });
    expect(await desk.deps.db.asWorker((tx) => tx.contactTag.count({ where: { contactId } }))).toBe(
      0,
    );
  });
});

describe('a name in the workspace', () => {
  it('is taken once', async () => {
    const [tagId, name] = [newId(), `tag ${newId()}`];
    await run(manager, 'tag.create', { tagId, name, color: '#112233' });
    expect(
      await desk.mutate(manager, 'tag.create', { tagId: newId(), name, color: '#112233' }),
    ).toMatchObject({ code: 'CONFLICT' });
    await run(manager, 'tag.update', { tagId, name, color: '#445566' });
    expect(
      await desk.mutate(manager, 'tag.update', { tagId, color: '#445566', ifRev: 0 }),
    ).toMatchObject({ code: 'CONFLICT' });
    await run(manager, 'tag.delete', { tagId });
    expect(await desk.mutate(manager, 'tag.delete', { tagId })).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of a canned reply too', async () => {
    const [cannedReplyId, shortcut] = [newId(), `s${newId().slice(-12)}`];
    await run(agent, 'cannedReply.create', {
      cannedReplyId,
      shortcut,
      title: 'Hours',
      body: '9 to 5',
    });
    expect(
      await desk.mutate(agent, 'cannedReply.create', {
        cannedReplyId: newId(),
        shortcut,
        title: 'x',
        body: 'x',
      }),
    ).toMatchObject({ code: 'CONFLICT' });
    await run(agent, 'cannedReply.update', { cannedReplyId, body: '9 to 6' });
    await run(agent, 'cannedReply.delete', { cannedReplyId });
  });
});

describe('a message', () => {
  it('that has not left is dropped, and its text stays marked', async () => {
    const talk = await begin();
    const { messageId } = await talk.reply('Never');
    await run(agent, 'message.discard', { messageId });
    await desk.settle();
    expect(talk.phone).toEqual([]);
    expect(await talk.message(messageId)).toMatchObject({
      status: 'REVOKED',
      text: 'Never',
      send: { state: 'CANCELLED' },
    });
    expect((await talk.conversation()).waitingSince).not.toBe(null);
    expect(await desk.mutate(agent, 'message.send', { messageId, seenUpTo: 99 })).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('is taken back where the channel can', async () => {
    const webchat = await desk.inbox('webchat');
    const talk = await Talk.begin(desk, webchat);
    const { messageId } = await talk.reply('Oops');
    await desk.settle();
    await run(talk.agent, 'message.revoke', { messageId });
    await desk.settle();
    expect(await talk.message(messageId)).toMatchObject({ status: 'REVOKED' });
  });

  it('is not taken back where the channel cannot', async () => {
    const talk = await begin();
    const { messageId } = await talk.reply('Said');
    await desk.settle();
    expect(await desk.mutate(agent, 'message.revoke', { messageId })).toMatchObject({
      code: 'CONFLICT',
    });
  });
});

describe('a notification', () => {
  it('is read by whom it is for', async () => {
    const talk = await begin();
    await run(manager, 'conversation.assign', {
      conversationId: talk.conversationId,
      userId: agent.userId,
    });
    const [notification] = await talk.notifications();
    expect(
      await desk.mutate(manager, 'notification.read', { notificationId: notification!.id }),
    ).toMatchObject({ code: 'NOT_FOUND' });
    await run(agent, 'notification.read', { notificationId: notification!.id });
    expect((await talk.notifications())[0]?.readAt).not.toBe(null);
  });

  it('comes when a finished conversation of theirs is written to again, once', async () => {
    const talk = await begin();
    await run(agent, 'conversation.assign', {
      conversationId: talk.conversationId,
      userId: agent.userId,
    });
    await run(agent, 'conversation.setStatus', {
      conversationId: talk.conversationId,
      status: 'RESOLVED',
    });
    talk.say('Still there?');
    talk.say('Hello?');
    await desk.settle();
    expect(await talk.notifications()).toMatchObject([
      { kind: 'assigned', text: 'Ada has written again.' },
    ]);
  });
});

describe('another organization’s ids', () => {
  it('are not there for any mutation', async () => {
    const stranger = await desk.member('OWNER', [], await desk.organization());
    const talk = await begin();
    const { conversationId } = talk;
    const { messageId } = await talk.reply('Hi');
    const [teamId, tagId, cannedReplyId] = [newId(), newId(), newId()];
    await run(manager, 'team.create', { teamId, name: `n ${teamId}`, color: '#112233' });
    await run(manager, 'tag.create', { tagId, name: `n ${tagId}`, color: '#112233' });
    await run(agent, 'cannedReply.create', {
      cannedReplyId,
      shortcut: `s${cannedReplyId.slice(-12)}`,
      title: 'x',
      body: 'x',
    });
    const { contactId } = (await talk.conversation()).identity;
    const membershipId = agent.membershipId;
    const tries: [MutationName, object][] = [
      [
        'conversation.reply',
        { messageId: newId(), conversationId, text: 'x', attachmentIds: [], seenUpTo: 0 },
      ],
      [
        'conversation.replyWithTemplate',
        {
          messageId: newId(),
          conversationId,
          template: { name: 'x', language: 'en' },
          fill: {},
          text: 'x',
          replaces: [],
          seenUpTo: 0,
        },
      ],
      ['conversation.note', { noteId: newId(), conversationId, text: 'x', mentions: [] }],
      ['conversation.assign', { conversationId, userId: null }],
      ['conversation.assignTeam', { conversationId, teamId: null }],
      ['conversation.setStatus', { conversationId, status: 'SPAM' }],
      ['conversation.snooze', { conversationId, until: null }],
      ['conversation.setPriority', { conversationId, priority: 'LOW' }],
      ['conversation.tag', { conversationId, tagId }],
      ['conversation.untag', { conversationId, tagId }],
      ['conversation.markRead', { conversationId, upTo: 1 }],
      ['message.send', { messageId, seenUpTo: 1 }],
      ['message.discard', { messageId }],
      ['message.revoke', { messageId }],
      ['contact.update', { contactId, name: 'x' }],
      ['contact.delete', { contactId }],
      ['contact.tag', { contactId, tagId }],
      ['contact.untag', { contactId, tagId }],
      ['tag.update', { tagId, name: 'x' }],
      ['tag.delete', { tagId }],
      ['cannedReply.update', { cannedReplyId, title: 'x' }],
      ['cannedReply.delete', { cannedReplyId }],
      ['team.update', { teamId, name: 'x' }],
      ['team.delete', { teamId }],
      ['team.addMember', { teamId, membershipId }],
      ['team.removeMember', { teamId, membershipId }],
      ['member.update', { membershipId, displayName: 'x' }],
      ['member.remove', { membershipId }],
      ['inbox.grant', { inboxId: inbox.id, membershipId }],
      ['inbox.revoke', { inboxId: inbox.id, membershipId }],
      ['inbox.update', { inboxId: inbox.id, name: 'x' }],
      ['notification.read', { notificationId: newId() }],
    ];
    for (const [name, args] of tries) {
      const result = await desk.executor.execute({ name, args, actor: stranger, uid: newId() });
      expect(result, name).toMatchObject({ status: 'rejected', code: 'NOT_FOUND' });
    }
    expect(tries.length + 4).toBe(36);
  });
});
