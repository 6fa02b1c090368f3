import { newId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../mutation-handler.ts';
import { Desk, type Inbox } from '../testing/desk.ts';
import { Talk } from '../testing/talk.ts';

type Member = Actor & { userId: string; membershipId: string };

let desk: Desk;
let inbox: Inbox;
let owner: Member;
let manager: Member;
let agent: Member;

beforeAll(async () => {
  desk = await Desk.open();
  inbox = await desk.inbox('whatsapp');
  owner = await desk.member('OWNER');
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

describe('access', () => {
  /** The log's markers for a member since its head was at `after`. */
  const markers = (membershipId: string) =>
    desk.deps.db.asWorker(
      (tx) => tx.$queryRaw<{ op: string; row: unknown }[]>`
      select op, row from sync_change where workspace_id = ${desk.organizationId}::uuid and op in ('grant', 'revoke')
        and scope_id = ${membershipId}::uuid order by seq, idx`,
    );

  it('is not to be had by joining a team that has more', async () => {
    const hidden = await desk.inbox('whatsapp');
    const teamId = newId();
    await run(owner, 'team.create', { teamId, name: `Team ${teamId}`, color: '#112233' });
    await run(owner, 'inbox.grant', { inboxId: hidden.id, teamId });
    const { membershipId } = manager;
    expect(await desk.mutate(manager, 'team.addMember', { teamId, membershipId })).toMatchObject({
      status: 'rejected',
      code: 'AUTHORIZATION_ERROR',
    });
    await run(owner, 'team.addMember', { teamId, membershipId: agent.membershipId });
  });

  it('granted and revoked, to a member and through a team, enters the log; open conversations are given back', async () => {
    const member = await desk.member('AGENT');
    const [teamId, talk] = [newId(), await begin()];
    await run(manager, 'team.create', { teamId, name: `Team ${teamId}`, color: '#112233' });
    await run(owner, 'inbox.grant', { inboxId: inbox.id, teamId });
    await run(manager, 'team.addMember', { teamId, membershipId: member.membershipId });
    await run(owner, 'inbox.grant', { inboxId: inbox.id, membershipId: member.membershipId });
    await run(manager, 'conversation.assign', {
      conversationId: talk.conversationId,
      userId: member.userId,
    });
    await run(manager, 'team.removeMember', { teamId, membershipId: member.membershipId });
    expect(await talk.conversation()).toMatchObject({ assigneeId: member.userId });
    await run(owner, 'inbox.revoke', { inboxId: inbox.id, membershipId: member.membershipId });
    expect(await talk.conversation()).toMatchObject({ assigneeId: null });
    expect((await talk.conversation()).events.at(-1)).toMatchObject({
      kind: 'assigned',
      data: { from: member.userId, to: null },
    });
    expect((await markers(member.membershipId)).map((one) => one.op)).toEqual(['grant', 'revoke']);
  });

  it('ends with the membership, and so do its open conversations', async () => {
    const member = await desk.member('AGENT', [inbox.id]);
    const [open, done] = [await begin(), await begin()];
    for (const { conversationId } of [open, done])
      await run(manager, 'conversation.assign', { conversationId, userId: member.userId });
    await run(agent, 'conversation.setStatus', {
      conversationId: done.conversationId,
      status: 'RESOLVED',
    });
    await run(owner, 'member.remove', { membershipId: member.membershipId });
    expect(await open.conversation()).toMatchObject({ assigneeId: null });
    expect((await open.conversation()).events.at(-1)).toMatchObject({ kind: 'assigned' });
    expect((await markers(member.membershipId)).at(-1)?.op).toBe('revoke');
    expect(
      await desk.mutate(member, 'conversation.note', {
        noteId: newId(),
        conversationId: open.conversationId,
        text: 'x',
        mentions: [],
      }),
    ).toMatchObject({ status: 'rejected' });
  });

  it('follows the role and the member’s being active', async () => {
    const member = await desk.member('AGENT');
    await run(owner, 'member.update', { membershipId: member.membershipId, role: 'ADMIN' });
    await run(owner, 'member.update', { membershipId: member.membershipId, active: false });
    const ops = (await markers(member.membershipId)).map((one) => one.op);
    expect(new Set(ops.slice(0, ops.length / 2))).toEqual(new Set(['grant']));
    expect(new Set(ops.slice(ops.length / 2))).toEqual(new Set(['revoke']));
  });

  it('of the last owner cannot be ended, and nobody rises above or reaches over themselves', async () => {
    const organizationId = await desk.organization();
    const last = await desk.member('OWNER', [], organizationId);
    const admin = await desk.member('ADMIN', [], organizationId);
    const of = (membershipId: string) => ({ membershipId });
    expect(await desk.mutate(last, 'member.remove', of(last.membershipId))).toMatchObject({
      code: 'CONFLICT',
    });
    expect(
      await desk.mutate(last, 'member.update', { ...of(last.membershipId), role: 'ADMIN' }),
    ).toMatchObject({ code: 'CONFLICT' });
    expect(
      await desk.mutate(last, 'member.update', { ...of(last.membershipId), active: false }),
    ).toMatchObject({ code: 'CONFLICT' });
    expect(await desk.mutate(admin, 'member.remove', of(last.membershipId))).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(
      await desk.mutate(admin, 'member.update', { ...of(admin.membershipId), role: 'OWNER' }),
    ).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    await run(last, 'member.update', { ...of(admin.membershipId), role: 'OWNER' });
    await run(last, 'member.remove', of(last.membershipId));
  });

  it('of two owners who leave at once ends for one', async () => {
    const organizationId = await desk.organization();
    const owners = [
      await desk.member('OWNER', [], organizationId),
      await desk.member('OWNER', [], organizationId),
    ];
    const results = await Promise.all(
      owners.map((one) => desk.mutate(one, 'member.remove', { membershipId: one.membershipId })),
    );
    expect(results.map((one) => one.status).toSorted()).toEqual(['applied', 'rejected']);
  });
});
