import { ROLES, type Rights, can } from '@frontdesk/core/roles';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

const inboxes = ['a', 'b', 'c', 'd'];

const rights: fc.Arbitrary<Rights> = fc.record({
  role: fc.constantFrom(...ROLES),
  inboxIds: fc.uniqueArray(fc.constantFrom(...inboxes)).map((ids) => new Set(ids)),
});

describe('what a query shows', () => {
  it('is exactly what the rights allow to read', () => {
    fc.assert(
      fc.property(rights, fc.constantFrom(...inboxes), (held, inboxId) => {
        const { inboxId: condition } = visible(held);
        const isShown = condition === undefined || condition.in.includes(inboxId);
        expect(isShown).toBe(can(held, 'conversation.read', inboxId));
      }),
    );
  });
});
