import { expect, it } from 'vitest';
import { formerOwners } from './former-owners.ts';
import type { Me } from './workspace.ts';

const me = {
  userId: 'mara',
  organizationId: 'golf',
  organizations: [{ id: 'golf' }, { id: 'hotel' }],
  pinned: false,
} as unknown as Me;
const OWNERS = ['golf/mara', 'hotel/mara', 'spa/mara', 'spa/mara#tab', 'spa/other'];

it('rule 14: of a member of several organizations only what belongs to a former one goes', () => {
  expect(formerOwners(me, OWNERS)).toEqual(['spa/mara', 'spa/mara#tab']);
});

it('rule 14: nothing goes where the server names only the organization of this session', () => {
  expect(formerOwners({ ...me, pinned: true }, OWNERS)).toEqual([]);
  const { pinned: _unknown, ...remembered } = me;
  expect(formerOwners(remembered, OWNERS)).toEqual([]);
});
