import { must } from '@frontdesk/core/assert';
import { newId } from '@frontdesk/core/ids';
import type { MutationArguments, MutationName } from '@frontdesk/core/mutations/arguments';
import type { Tx } from '@frontdesk/db/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcedureDesk } from '../testing/procedures.ts';
import { Talk } from '../testing/talk.ts';
import { holdUnsent } from './hold-unsent.ts';

let world: ProcedureDesk;

beforeAll(async () => {
  world = await ProcedureDesk.open();
});
afterAll(() => world?.close());

const asWorker = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => world.desk.deps.db.asWorker(work);
const restored = (): Promise<void> => holdUnsent(world.desk.deps);

/** Pushes again what a server that was set back has forgotten. */
async function resend<N extends MutationName>(
  talk: Talk,
  name: N,
  args: MutationArguments[N],
  replica = { replicaId: newId(), mid: 1, uid: newId() },
) {
  const { uid, ...at } = replica;
  const command = { name, version: 1, args, uid, actor: talk.agent, replica: at };
  return world.desk.executor.push({ ...command, resent: true });
}

const replyTo = (talk: Talk, seenUpTo = 100) => ({
  messageId: newId(),
  conversationId: talk.conversationId,
  text: 'The course is open.',
  attachmentIds: [],
  seenUpTo,
});

describe('rule 10: after a restore (rule 103)', () => {
  it('what waited for a vendor waits for a person, who may send it again', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    const { messageId } = await talk.reply('Yes, until noon');
    await restored();
    await world.desk.settle();
    expect(talk.phone).toEqual([]);
    expect(await talk.message(messageId)).toMatchObject({
      status: 'UNCERTAIN',
      send: { state: 'UNCERTAIN' },
    });
    const { lastNumber: seenUpTo } = await talk.conversation();
    await world.desk.mutate(talk.agent, 'message.send', { messageId, seenUpTo });
    await world.desk.settle();
    expect(talk.phone).toMatchObject([{ text: 'Yes, until noon' }]);
  });

  it('a reply that the server forgot stands in the thread as uncertain and leaves at nobody’s word but a person’s', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    const args = replyTo(talk);
    const replica = { replicaId: newId(), mid: 1, uid: newId() };
    const answer = await resend(talk, 'conversation.reply', args, replica);
    expect(answer).toMatchObject({ kind: 'consumed', result: { status: 'needs_look' } });
    expect(await resend(talk, 'conversation.reply', args, replica)).toEqual(answer);
    await world.desk.settle();
    expect(talk.phone).toEqual([]);
    expect(await talk.message(args.messageId)).toMatchObject({
      status: 'UNCERTAIN',
      text: args.text,
      send: { state: 'UNCERTAIN' },
    });
    expect(await talk.notifications()).toHaveLength(1);
  });

  it('a reply whose window has closed since is put back even so', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    await talk.age(25 * 3_600_000);
    const args = replyTo(talk);
    await resend(talk, 'conversation.reply', args);
    expect(await talk.message(args.messageId)).toMatchObject({ status: 'UNCERTAIN' });
  });

  it('a message that a person had sent on is uncertain, not sent again', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    await talk.age(10_000);
    const { messageId } = await talk.reply('Held', { seenUpTo: 0 });
    const { lastNumber: seenUpTo } = await talk.conversation();
    await resend(talk, 'message.send', { messageId, seenUpTo });
    await world.desk.settle();
    expect(talk.phone).toEqual([]);
    expect(await talk.message(messageId)).toMatchObject({ status: 'UNCERTAIN' });
  });

  it('everything else runs as it would', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    const { conversationId } = talk;
    await resend(talk, 'conversation.setStatus', { conversationId, status: 'CLOSED' });
    expect(await talk.conversation()).toMatchObject({ status: 'CLOSED' });
  });

  it('a known uid is answered with its result, as ever', async () => {
    const talk = await Talk.begin(world.desk, world.inbox);
    const uid = newId();
    const args = replyTo(talk);
    const command = { name: 'conversation.reply', version: 1, args, uid, actor: talk.agent };
    await world.desk.executor.push({ ...command, replica: { replicaId: newId(), mid: 1 } });
    const again = await resend(talk, 'conversation.reply', args, {
      replicaId: newId(),
      mid: 1,
      uid,
    });
    expect(again).toMatchObject({ kind: 'consumed', result: { status: 'applied' } });
    await world.desk.settle();
    expect(talk.phone).toHaveLength(1);
  });
});

describe('rule 10: a run that was under way (rule 103)', () => {
  const RESET = 'I forgot my password, please reset it';

  const approveAll = async (conversationId: string, resent = false) => {
    const { id: runId, steps } = await world.run(conversationId);
    const { lastNumber: seenUpTo } = await world.conversation(conversationId);
    const args = { runId, stepIds: steps.map(({ id }) => id), seenUpTo };
    return world.desk.executor.push({
      name: 'sopRun.approve',
      version: 1,
      args,
      uid: newId(),
      actor: world.agent,
      replica: { replicaId: newId(), mid: 1 },
      ...(resent ? { resent } : {}),
    });
  };

  it('waits to be approved again, its call with it, which then goes under the same id', async () => {
    await world.procedure({
      autonomy: 'approve',
      actions: [
        { type: 'call_webhook', webhookId: world.webhookId },
        { type: 'send_reply', text: 'Done!' },
      ],
    });
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    world.receiver.plan(503);
    await approveAll(conversationId);
    await world.desk.settle();
    const tried = must(world.receiver.requests.at(-1), 'the first attempt').id;
    await restored();
    const [call] = await asWorker((tx) => tx.webhookCall.findMany({ where: { conversationId } }));
    expect(call).toMatchObject({ id: tried, state: 'UNCERTAIN' });
    expect(await world.run(conversationId)).toMatchObject({
      state: 'PROPOSED',
      steps: [{ state: 'PROPOSED' }, { state: 'PROPOSED' }],
    });
    const requests = world.receiver.requests.length;
    await world.desk.runLane('read-conversation', conversationId);
    await world.desk.settle();
    expect(world.receiver.requests).toHaveLength(requests);
    await approveAll(conversationId);
    await world.desk.settle();
    expect(world.receiver.requests.at(-1)?.id).toBe(tried);
    expect(await world.run(conversationId)).toMatchObject({ state: 'DONE' });
    expect(world.phone(from)).toEqual(['Done!']);
  });

  it('is approved by nobody’s earlier word', async () => {
    const { conversationId, from } = await world.customerWrites(RESET);
    await world.desk.settle();
    expect(await approveAll(conversationId, true)).toMatchObject({
      result: { status: 'rejected', code: 'CONFLICT' },
    });
    await world.desk.settle();
    expect(world.phone(from)).toEqual([]);
  });
});
