import { associationId, newId } from '@frontdesk/core/ids';
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

describe('a conversation', () => {
  it('is assigned, shown in its timeline, and whoever got it is told', async () => {
    const talk = await begin();
    const { conversationId } = talk;
    await run(manager, 'conversation.assign', { conversationId, userId: agent.userId });
    expect(await talk.conversation()).toMatchObject({
      assigneeId: agent.userId,
      events: [
        {},
        { kind: 'assigned', actorId: manager.userId, data: { from: null, to: agent.userId } },
      ],
    });
    expect(await talk.notifications()).toMatchObject([{ kind: 'assigned' }]);
    await run(agent, 'conversation.assign', { conversationId, userId: agent.userId });
    expect((await talk.conversation()).events).toHaveLength(2);
  });

  it('is assigned only to members who see its inbox and may answer', async () => {
    const { conversationId } = await begin();
    const outsider = await desk.member('AGENT');
    const viewer = await desk.member('VIEWER', [inbox.id]);
    const assign = (userId: string) =>
      desk.mutate(agent, 'conversation.assign', { conversationId, userId });
    expect(await assign(outsider.userId)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await assign(newId())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await assign(viewer.userId)).toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('that is resolved has its transcript frozen, whole', async () => {
    const talk = await begin();
    const long = 'ล'.repeat(9_000);
    talk.say(long);
    await desk.settle();
    await talk.reply('Bye');
    await desk.settle();
    await run(agent, 'conversation.setStatus', {
      conversationId: talk.conversationId,
      status: 'RESOLVED',
    });
    expect(await talk.conversation()).toMatchObject({
      status: 'RESOLVED',
      waitingSince: null,
      resolvedAt: expect.any(Date),
    });
    const episode = () =>
      desk.deps.db.asWorker((tx) =>
        tx.episode.findFirstOrThrow({ where: { conversationId: talk.conversationId, number: 1 } }),
      );
    const { transcript } = await episode();
    expect(transcript).toMatchObject([
      { direction: 'INBOUND' },
      { text: long },
      { direction: 'OUTBOUND', text: 'Bye' },
    ]);
    talk.say('Wait');
    await desk.settle();
    await run(agent, 'conversation.setStatus', {
      conversationId: talk.conversationId,
      status: 'CLOSED',
    });
    expect((await episode()).transcript).toEqual(transcript);
    expect(await talk.conversation()).toMatchObject({ episode: 2 });
  });

  it('keeps the transcript that was taken first, whatever comes later in that episode', async () => {
    const talk = await begin();
    const { conversationId, customer } = talk;
    const set = (status: 'RESOLVED' | 'CLOSED') =>
      run(agent, 'conversation.setStatus', { conversationId, status });
    await set('RESOLVED');
    const { accountId } = inbox;
    const replyTo = talk.firstSaid;
    desk.vendors.customerSays('whatsapp', { accountId, from: customer, replyTo, reaction: '👍' });
    await desk.settle();
    expect((await talk.conversation()).messages).toMatchObject([
      {},
      { type: 'REACTION', episode: 1 },
    ]);
    await set('CLOSED');
    const episode = await desk.deps.db.asWorker((tx) =>
      tx.episode.findFirst({ where: { conversationId } }),
    );
    expect(episode?.transcript).toHaveLength(1);
  });

  it('that is opened again by hand begins its next episode with the next message', async () => {
    const talk = await begin();
    const set = (status: 'RESOLVED' | 'OPEN') =>
      run(agent, 'conversation.setStatus', { conversationId: talk.conversationId, status });
    await set('RESOLVED');
    await set('OPEN');
    expect(await talk.conversation()).toMatchObject({
      status: 'OPEN',
      episode: 1,
      resolvedAt: null,
    });
    talk.say('Again');
    await desk.settle();
    expect(await talk.conversation()).toMatchObject({ episode: 2 });
  });

  it('is snoozed until a time to come, and only while it is open', async () => {
    const talk = await begin();
    const { conversationId } = talk;
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await run(agent, 'conversation.snooze', { conversationId, until });
    expect((await talk.conversation()).snoozedUntil?.toISOString()).toBe(until);
    expect(
      await desk.mutate(agent, 'conversation.snooze', {
        conversationId,
        until: '2020-01-01T00:00:00Z',
      }),
    ).toMatchObject({ code: 'VALIDATION_ERROR' });
    await run(agent, 'conversation.setStatus', { conversationId, status: 'RESOLVED' });
    expect((await talk.conversation()).snoozedUntil).toBe(null);
    expect(
      await desk.mutate(agent, 'conversation.snooze', { conversationId, until }),
    ).toMatchObject({ code: 'CONFLICT' });
  });

  it('takes a priority, a team and tags, each once in its timeline', async () => {
    const talk = await begin();
    const { conversationId } = talk;
    const [teamId, tagId] = [newId(), newId()];
    await run(manager, 'team.create', { teamId, name: `Front ${teamId}`, color: '#112233' });
    await run(manager, 'tag.create', { tagId, name: `vip ${tagId}`, color: '#112233' });
    for (let n = 0; n < 2; n += 1) {
      await run(agent, 'conversation.setPriority', { conversationId, priority: 'URGENT' });
      await run(agent, 'conversation.assignTeam', { conversationId, teamId });
      await run(agent, 'conversation.tag', { conversationId, tagId });
    }
    await run(agent, 'conversation.untag', { conversationId, tagId });
    await run(agent, 'conversation.untag', { conversationId, tagId });
    const { events, lastNumber } = await talk.conversation();
    expect(events.map((one) => one.kind)).toEqual([
      'opened',
      'priority',
      'team',
      'tagged',
      'untagged',
    ]);
    expect(lastNumber).toBe(6);
  });

  it('is read up to a maximum (rule 15)', async () => {
    const talk = await begin();
    const mark = (upTo: number) =>
      run(agent, 'conversation.markRead', { conversationId: talk.conversationId, upTo });
    for (const upTo of [2, 1, 99, 0]) await mark(upTo);
    const id = associationId(agent.membershipId, talk.conversationId);
    expect(
      await desk.deps.db.asWorker((tx) => tx.readState.findUnique({ where: { id } })),
    ).toMatchObject({ upTo: 2, scopeId: agent.membershipId, rev: 1 });
  });

  it('carries notes, and tells who is mentioned in them', async () => {
    const talk = await begin();
    const note = (mentions: string[]) =>
      desk.mutate(agent, 'conversation.note', {
        noteId: newId(),
        conversationId: talk.conversationId,
        text: 'look',
        mentions,
      });
    expect(await note([manager.userId, agent.userId])).toMatchObject({ status: 'applied' });
    expect(await talk.notifications(manager.membershipId)).toMatchObject([{ kind: 'mention' }]);
    expect(await talk.notifications()).toEqual([]);
    expect(await note([(await desk.member('AGENT')).userId])).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});
