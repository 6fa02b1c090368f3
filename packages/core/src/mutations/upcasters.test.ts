import { describe, expect, it } from 'vitest';
import type { MutationName } from './arguments.ts';
import { MUTATIONS } from './registry.ts';
import { LATER_VOCABULARY } from './testing/later-vocabulary.ts';
import { VOCABULARY, upcast } from './upcasters.ts';

describe("a mutation's arguments (rule 102)", () => {
  it('of an older version are made into those of the present one, step by step', () => {
    const written = { version: 1, args: { tagId: 'a', title: 'VIP' } };
    expect(upcast(LATER_VOCABULARY, 'tag.create', written)).toEqual({
      args: { tagId: 'a', name: 'VIP', color: '#000000' },
    });
    const later = { version: 2, args: { tagId: 'a', name: 'VIP' } };
    expect(upcast(LATER_VOCABULARY, 'tag.create', later)).toEqual({
      args: { tagId: 'a', name: 'VIP', color: '#000000' },
    });
  });

  it('of the present version stay as they are', () => {
    const args = { tagId: 'a' };
    expect(upcast(LATER_VOCABULARY, 'tag.create', { version: 3, args })).toEqual({ args });
  });

  it.each([
    ['newer than this build', 'tag.create', 4],
    ['older than anything it reads', 'tag.create', 0],
    ['of a mutation whose step is missing', 'tag.update', 2],
  ] as const)('that are %s ask for an upgrade', (_, name, version) => {
    expect(upcast(LATER_VOCABULARY, name, { version, args: {} })).toBe('upgrade');
  });

  it('can be read from the first version of each mutation on', () => {
    for (const name of Object.keys(MUTATIONS) as MutationName[]) {
      const from = Object.keys(VOCABULARY.upcasters[name] ?? {}).map(Number);
      const until = MUTATIONS[name].version;
      expect(from, name).toEqual(Array.from({ length: until - 1 }, (_unused, n) => n + 1));
    }
  });
});
