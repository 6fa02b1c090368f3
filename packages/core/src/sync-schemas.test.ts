import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';
import { HelloSchema, PUSH_MUTATIONS, PresenceSaySchema, PushSchema } from './sync-schemas.ts';

const mutation = {
  mid: 1,
  uid: newId(),
  name: 'tag.create',
  version: 1,
  args: { anything: true },
  clientAt: '2026-11-20T06:00:00.000Z',
};

describe('what clients say', () => {
  it('passes when it has the shape', () => {
    const hello = {
      protocol: 1,
      schemaVersion: 1,
      build: 'b',
      replicaId: newId(),
      cursor: null,
      nextMid: 1,
    };
    expect(HelloSchema.safeParse(hello).success).toBe(true);
    expect(PushSchema.safeParse({ mutations: [mutation] }).success).toBe(true);
    expect(PresenceSaySchema.safeParse({ conversationId: null, activity: 'viewing' }).success).toBe(
      true,
    );
  });

  it.each([
    ['no mutations', []],
    ['too many', Array.from({ length: PUSH_MUTATIONS + 1 }, () => mutation)],
    ['mid 0', [{ ...mutation, mid: 0 }]],
    ['a uid that is none', [{ ...mutation, uid: 'x' }]],
    ['a field that nobody knows', [{ ...mutation, extra: 1 }]],
  ])('is refused: %s', (_, mutations) => {
    expect(PushSchema.safeParse({ mutations }).success).toBe(false);
  });
});
