import { newId } from '@frontdesk/core/ids';
import type { BootstrapPage } from '@frontdesk/core/sync-protocol';
import { conversationData, createContact, messageData } from '@frontdesk/db/testing/workspace';
import { readBootstrapPage } from '@frontdesk/db/bootstrap';
import { bootstrapPage } from '@frontdesk/usecases/bootstrap-page';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayWorld, type TestGateway, type TestMember } from '../testing/gateway-world.ts';
import { RealClient } from '../testing/real-client.ts';
import { Replicas, subjectsSeen } from '../testing/replicas.ts';

let world: GatewayWorld;
let gateway: TestGateway;
let replicas: Replicas;
const clients: RealClient[] = [];

beforeAll(async () => {
  world = await GatewayWorld.open();
  gateway = await world.gateway();
  replicas = new Replicas(world);
});
afterAll(() => world?.close());
afterEach(async () => {
  replicas.closeAll();
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function open(member: TestMember): Promise<RealClient> {
  const client = await RealClient.open(world, member, () => gateway);
  clients.push(client);
  return client;
}

const until = (holds: () => unknown): Promise<void> =>
  vi.waitFor(() => expect(holds()).toBeTruthy(), { timeout: 30_000, interval: 10 });

const rowOf = (
  { client }: RealClient,
  entity: 'conversations' | 'messages' | 'inboxes',
  id: string,
) => client.store.row(entity, id).get();

describe('scenario 13: a member is taken out of an inbox', () => {
  it('online, with three changes pending: these are refused with their text, and nothing of it comes after (I6)', async () => {
    const { inboxId, conversationId } = world.workspace;
    const member = await world.member('AGENT', [inboxId]);
    const replica = await replicas.atHead(member, gateway);
    await world.touchConversation('before');
    await replica.until(() => subjectsSeen(replica).includes('before'));
    await world.revoke(member.membershipId, inboxId);
    await world.touchConversation('after');
    const pending = ['one', 'two', 'three'].map((text) =>
      replica.mutation('conversation.note', {
        noteId: newId(),
        conversationId,
        text,
        mentions: [],
      }),
    );
    expect(await replica.push(...pending)).toEqual({ lastMid: 3 });
    await replica.until(() => replica.results.length === 3);
    expect(replica.results.map(({ status, code }) => `${status} ${code}`)).toEqual([
      'rejected NOT_FOUND',
      'rejected NOT_FOUND',
      'rejected NOT_FOUND',
    ]);
    const revoked = replica.deltas.findIndex((delta) => delta.revoked?.includes(inboxId));
    const later = replica.deltas.slice(revoked).flatMap(({ changes }) => changes);
    expect(revoked).toBeGreaterThanOrEqual(0);
    expect(later.filter(({ scopeId }) => scopeId === inboxId)).toEqual([]);
  });

  it('with the product’s own client: the rows go, and its pending words stand in the list of what was refused (I6, I7)', async () => {
    const { inboxId, conversationId } = world.workspace;
    const member = await world.member('AGENT', [inboxId]);
    const agent = await open(member);
    await until(() => agent.client.status.get().complete);
    expect(rowOf(agent, 'conversations', conversationId)).toBeDefined();
    await world.revoke(member.membershipId, inboxId);
    const noteId = newId();
    agent.client.mutate('conversation.note', {
      noteId,
      conversationId,
      text: 'My words',
      mentions: [],
    });
    await until(() => agent.client.refused.get().length === 1);
    await until(() => rowOf(agent, 'inboxes', inboxId) === undefined);
    expect(rowOf(agent, 'conversations', conversationId)).toBeUndefined();
    expect(agent.client.refused.get()[0]).toMatchObject({ args: { text: 'My words' } });
  });

  it('in the middle of a bootstrap: no later page has anything of it (rule 21)', async () => {
    const { id: organizationId, inboxId } = world.workspace;
    const member = await world.member('AGENT', [inboxId]);
    const reader = { organizationId, userId: member.userId };
    const deps = { db: world.db, now: () => new Date() };
    const replicaId = newId();
    const fetchPage = async (page?: string): Promise<BootstrapPage> => {
      const read = await bootstrapPage(deps, reader, { replicaId, page }, readBootstrapPage);
      if (!read.ok) throw new Error(read.refusal.message);
      return read.value;
    };
    const first = await fetchPage();
    expect(first.scopes).toContain(inboxId);
    await world.revoke(member.membershipId, inboxId);
    const second = await fetchPage(first.next ?? 'timeline~~1');
    expect(second.scopes).not.toContain(inboxId);
    const scopes = Object.values(second.rows).flatMap((rows) => rows.map((row) => row['scopeId']));
    expect(scopes).not.toContain(inboxId);
  });
});

describe('scenario 14: a member is let into an inbox with old messages', () => {
  const MESSAGES = 400;

  it('they come whole, what is changed meanwhile wins, and what is deleted stays deleted (rules 3 and 9)', async () => {
    const { inboxId } = world.workspace;
    const conversations = await Promise.all(
      Array.from({ length: MESSAGES / 20 }, async () => {
        const id = newId();
        const messages = await world.db.asWorker(async (tx) => {
          const contact = await createContact(tx, world.workspace.id, inboxId);
          const workspace = { ...world.workspace, ...contact, conversationId: id };
          const data = Array.from({ length: 20 }, (_, n) => messageData(workspace, n + 1));
          await tx.conversation.create({
            data: { ...conversationData(workspace), lastNumber: 20 },
          });
          await tx.message.createMany({ data });
          return data;
        });
        return messages.map((message) => message.id);
      }),
    );
    const ids = conversations.flat();
    const member = await world.member('AGENT');
    const agent = await open(member);
    await until(() => agent.client.status.get().complete);
    expect(rowOf(agent, 'messages', ids[0]!)).toBeUndefined();
    await world.grant(member.membershipId, inboxId);
    // While the load is under way.
    const [edited, deleted] = [ids.slice(0, 20), ids.slice(20, 40)];
    for (const id of edited)
      await world.db.asWorker((tx) =>
        tx.message.update({ where: { id }, data: { text: 'edited' } }),
      );
    await world.db.asWorker((tx) => tx.message.deleteMany({ where: { id: { in: deleted } } }));
    world.hint();
    await until(() => rowOf(agent, 'messages', ids.at(-1)!) !== undefined);
    await until(() => agent.client.status.get().complete);
    await until(() =>
      edited.every((id) => agent.client.store.row('messages', id).get()?.text === 'edited'),
    );
    const held = ids.filter((id) => rowOf(agent, 'messages', id) !== undefined);
    expect(held).toEqual(ids.filter((id) => !deleted.includes(id)));
    await vi.waitFor(async () => expect(await agent.compare()).toBe('same'), 10_000);
  }, 60_000);
});
