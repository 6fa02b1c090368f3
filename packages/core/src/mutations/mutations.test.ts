import { describe, expect, it } from 'vitest';
import type { Conversation } from '../entities.ts';
import type { Entities, EntityName } from '../entity-registry.ts';
import { associationId, newId } from '../ids.ts';
import type { MutationName } from './arguments.ts';
import type { ReplicaWriter } from './definition.ts';
import { MUTATIONS } from './registry.ts';
import { MUTATION_SCHEMAS } from './schemas.ts';

/** The least that optimistic effects need: rows by entity and id. */
class MemoryReplica implements ReplicaWriter {
  readonly rows = new Map<string, unknown>();
  get<E extends EntityName>(entity: E, id: string): Entities[E] | undefined {
    return this.rows.get(`${entity}/${id}`) as Entities[E] | undefined;
  }
  put<E extends EntityName>(entity: E, row: Entities[E]): void {
    this.rows.set(`${entity}/${row.id}`, row);
  }
  patch<E extends EntityName>(entity: E, id: string, fields: Partial<Entities[E]>): void {
    const row = this.get(entity, id);
    if (row) this.put(entity, { ...row, ...fields });
  }
  remove(entity: EntityName, id: string): void {
    this.rows.delete(`${entity}/${id}`);
  }
}

const meta = {
  organizationId: newId(),
  userId: newId(),
  membershipId: newId(),
  now: '2026-01-05T10:00:00.000Z',
};
const conversation = {
  id: newId(),
  scopeId: newId(),
  organizationId: meta.organizationId,
  episode: 3,
  status: 'OPEN',
  snoozedUntil: '2026-01-06T09:00:00.000Z',
} as Conversation;

function replicaWithConversation(): MemoryReplica {
  const replica = new MemoryReplica();
  replica.put('conversations', conversation);
  return replica;
}

describe('mutations', () => {
  it('have a schema for every definition, and a definition for every schema', () => {
    expect(Object.keys(MUTATION_SCHEMAS).toSorted()).toEqual(Object.keys(MUTATIONS).toSorted());
  });

  it('refuse fields that they do not know', () => {
    for (const name of Object.keys(MUTATION_SCHEMAS) as MutationName[])
      expect(MUTATION_SCHEMAS[name].safeParse({ surprise: 1 }).success, name).toBe(false);
  });

  it('show a reply at once, pending and last, in the conversation’s scope and episode', () => {
    const replica = replicaWithConversation();
    const messageId = newId();
    const args = {
      messageId,
      conversationId: conversation.id,
      text: 'On it',
      attachmentIds: [],
      seenUpTo: 7,
    };
    MUTATIONS['conversation.reply'].optimistic(replica, args, meta);
    expect(replica.get('messages', messageId)).toMatchObject({
      scopeId: conversation.scopeId,
      episode: 3,
      number: 0,
      status: 'QUEUED',
      authorId: meta.userId,
      seenUpTo: 7,
      rev: 0,
    });
  });

  it('show a template at once, with what it takes the place of', () => {
    const replica = replicaWithConversation();
    const args = {
      messageId: newId(),
      conversationId: conversation.id,
      template: { name: 'follow_up', language: 'en_US' },
      fill: {},
      text: 'Hi Ada',
      replaces: [newId()],
      seenUpTo: 7,
    };
    MUTATIONS['conversation.replyWithTemplate'].optimistic(replica, args, meta);
    expect(replica.get('messages', args.messageId)).toMatchObject({
      text: 'Hi Ada',
      status: 'QUEUED',
      metadata: { template: args.template, replaces: args.replaces },
    });
  });

  it('do nothing to a row that the replica does not know', () => {
    const replica = new MemoryReplica();
    const args = {
      messageId: newId(),
      conversationId: newId(),
      text: 'x',
      attachmentIds: [],
      seenUpTo: 0,
    };
    MUTATIONS['conversation.reply'].optimistic(replica, args, meta);
    MUTATIONS['conversation.assign'].optimistic(
      replica,
      { conversationId: newId(), userId: null },
      meta,
    );
    expect(replica.rows.size).toBe(0);
  });

  it('converge on one row when two people add the same tag', () => {
    const replica = replicaWithConversation();
    const args = { conversationId: conversation.id, tagId: newId() };
    MUTATIONS['conversation.tag'].optimistic(replica, args, meta);
    MUTATIONS['conversation.tag'].optimistic(replica, args, { ...meta, userId: newId() });
    expect(
      replica.get('conversation_tags', associationId(args.conversationId, args.tagId)),
    ).toBeDefined();
    expect([...replica.rows.keys()].filter((k) => k.startsWith('conversation_tags/'))).toHaveLength(
      1,
    );
  });

  it('never move what was read backwards', () => {
    const replica = replicaWithConversation();
    const run = (upTo: number) =>
      MUTATIONS['conversation.markRead'].optimistic(
        replica,
        { conversationId: conversation.id, upTo },
        meta,
      );
    run(9);
    run(4);
    expect(
      replica.get('read_states', associationId(meta.membershipId, conversation.id))?.upTo,
    ).toBe(9);
  });

  it('accept a reply of text or files, and refuse one of neither', () => {
    const base = { messageId: newId(), conversationId: newId(), seenUpTo: 0 };
    const parse = (text: string, attachmentIds: string[]) =>
      MUTATION_SCHEMAS['conversation.reply'].safeParse({ ...base, text, attachmentIds }).success;
    expect(parse('hi', [])).toBe(true);
    expect(parse('', [newId()])).toBe(true);
    expect(parse(' \n', [])).toBe(false);
  });

  it('grant an inbox to a member or to a team, never to both or to nobody', () => {
    const parse = (holder: object) =>
      MUTATION_SCHEMAS['inbox.grant'].safeParse({ inboxId: newId(), ...holder }).success;
    expect(parse({ membershipId: newId() })).toBe(true);
    expect(parse({ teamId: newId() })).toBe(true);
    expect(parse({})).toBe(false);
    expect(parse({ membershipId: newId(), teamId: newId() })).toBe(false);
  });
});
