import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';
import { PROTOCOL_VERSION } from './sync-protocol.ts';
import { HelloSchema, PUSH_MUTATIONS, PresenceSaySchema, PushSchema } from './sync-schemas.ts';

/** What each version of the protocol looked like. A change of shape adds a version; it never edits one that shipped. */
const HASHES: Record<number, string> = { 1: '9a40f75f99d740a8' };

/** Comments and layout are no part of the shape. */
function shapeOf(file: string): string {
  const source = readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '').replaceAll(/[\s,]+/g, '');
}

describe('the sync protocol', () => {
  it('changes its version with its shape', () => {
    const hash = createHash('sha256')
      .update(shapeOf('./sync-protocol.ts') + shapeOf('./sync-schemas.ts'))
      .digest('hex');
    expect(hash.slice(0, 16)).toBe(HASHES[PROTOCOL_VERSION]);
  });
});

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
